#include "bridge/store_json.h"

#include "base/timestamp.h"

namespace nacre::bridge {

void WriteFileInfo(JsonWriter& out, const FileInfo& info) {
  out.BeginObject();
  out.Field("path", info.path);
  out.Field("name", info.name);
  out.Field("isDir", info.is_directory);
  out.Key("size");
  if (info.size) {
    out.Value(*info.size);
  } else {
    out.Null();
  }
  if (info.modified_at) out.Field("modifiedAt", FormatTimestamp(*info.modified_at));
  if (info.created_at) out.Field("createdAt", FormatTimestamp(*info.created_at));
  out.EndObject();
}

void WriteFileInfos(JsonWriter& out, std::span<const FileInfo> infos) {
  out.BeginArray();
  for (const FileInfo& info : infos) WriteFileInfo(out, info);
  out.EndArray();
}

void WriteEditOutcome(JsonWriter& out, const EditOutcome& outcome) {
  out.BeginObject();
  out.Field("path", outcome.path);
  if (!outcome.summary.empty()) out.Field("summary", outcome.summary);
  out.Field("occurrences", outcome.occurrences);
  out.Field("diff", outcome.diff);
  if (outcome.diff_truncated) out.Field("diffTruncated", true);
  if (outcome.tolerant) out.Field("tolerant", true);
  out.EndObject();
}

void WriteBatchFields(JsonWriter& out, const BatchOutcome& outcome) {
  out.Field("created", outcome.created);
  out.Field("modified", outcome.modified);
  out.Field("bytes", outcome.bytes);
}

void WriteTotalFields(JsonWriter& out, const TreeTotals& totals) {
  out.Field("entries", totals.entries);
  out.Field("files", totals.files);
  out.Field("bytes", totals.bytes);
}

}  // namespace nacre::bridge
