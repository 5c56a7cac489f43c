#include "bridge/grep_reply.h"

#include <span>
#include <string>
#include <utility>

namespace nacre::bridge {
namespace {

template <typename T>
void AppendColumn(std::string& payload, std::span<const T> column) {
  payload.append(reinterpret_cast<const char*>(column.data()), column.size_bytes());
}

std::string PackRows(GrepResult& result) {
  size_t columns = std::span(result.lines).size_bytes() + std::span(result.lengths).size_bytes() +
                   result.kinds.size();
  std::string payload;
  payload.reserve(columns + result.text.size());
  AppendColumn<uint32_t>(payload, result.lines);
  AppendColumn<uint32_t>(payload, result.lengths);
  AppendColumn<uint8_t>(payload, result.kinds);
  payload += result.text;
  return payload;
}

}  // namespace

Reply GrepReply(GrepResult result, size_t after) {
  JsonWriter out;
  out.BeginObject();
  out.Key("files");
  out.BeginArray();
  for (const GrepFile& file : result.files) {
    out.BeginArray();
    out.Value(file.path);
    out.Value(file.count);
    out.Value(file.first_row);
    out.EndArray();
  }
  out.EndArray();
  out.Field("rows", result.lines.size());
  out.Field("columns", !result.lengths.empty());
  out.Field("after", after);
  if (!result.cut_rows.empty()) {
    out.Key("cutRows");
    out.BeginArray();
    for (uint32_t row : result.cut_rows) out.Value(row);
    out.EndArray();
  }
  out.Field("matchCount", result.match_count);
  out.Field("filesSearched", result.files_searched);
  out.Field("truncated", result.truncated);
  if (!result.stopped_at.empty()) {
    out.Field("stoppedAt", result.stopped_at);
    out.Field("size", result.size);
    WriteLacks(out);
  }
  out.Key("skipped");
  out.BeginArray();
  for (const GrepSkipped& skipped : result.skipped) {
    out.BeginObject();
    out.Field("path", skipped.path);
    out.Field("reason", skipped.reason);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out), Blob(PackRows(result)));
}

}  // namespace nacre::bridge
