#include "journal/record.h"

#include "base/limits.h"

namespace nacre {
namespace {

constexpr uint8_t kCreated = 1;
constexpr uint8_t kModified = 2;

RecordKind KindOf(const PlannedStep& step, const Extent* extent, bool unread) {
  switch (step.kind) {
    case StepKind::kErase:
      return RecordKind::kErase;
    case StepKind::kDirectory:
      return RecordKind::kDirectory;
    case StepKind::kSame:
      return RecordKind::kSame;
    case StepKind::kFile:
      break;
  }
  if (unread) return RecordKind::kUnread;
  return extent != nullptr ? RecordKind::kExtent : RecordKind::kFile;
}

std::string EncodeUnread(const Content& content) {
  std::string out;
  AppendNumber(out, content.size());
  if (auto checksum = content.Checksum()) AppendNumber(out, *checksum);
  return out;
}

std::string EncodeExtent(const Extent& extent) {
  std::string out;
  AppendNumber(out, extent.first);
  AppendNumber(out, extent.size);
  AppendNumber(out, extent.checksum);
  AppendNumber(out, extent.count);
  return out;
}

}  // namespace

void AppendRecord(std::string& out, const PlannedStep& step, const Extent* extent, bool unread,
                  std::string_view fetched) {
  RecordKind kind = KindOf(step, extent, unread);
  EntryTimes times = step.entry != nullptr ? step.entry->times() : EntryTimes();
  std::string encoded;
  std::string_view rest = step.source;
  if (kind == RecordKind::kFile) {
    rest = step.entry->content()->loaded() ? step.entry->content()->bytes() : fetched;
  }
  if (kind == RecordKind::kExtent) rest = encoded = EncodeExtent(*extent);
  if (kind == RecordKind::kUnread) rest = encoded = EncodeUnread(*step.entry->content());
  AppendNumber(out, static_cast<uint8_t>(kind));
  AppendNumber(
      out, static_cast<uint8_t>((times.created ? kCreated : 0) | (times.modified ? kModified : 0)));
  AppendNumber(out, static_cast<uint16_t>(step.path.size()));
  AppendNumber(out, static_cast<uint32_t>(rest.size()));
  out += step.path;
  if (times.created) AppendNumber(out, *times.created);
  if (times.modified) AppendNumber(out, *times.modified);
  out += rest;
}

std::optional<Record> ReadRecord(ByteReader& reader) {
  Record record;
  if (reader.done()) return record;
  auto kind = reader.Number<uint8_t>();
  if (kind == 0) return record;
  if (kind > static_cast<uint8_t>(RecordKind::kUnread)) return std::nullopt;
  record.kind = static_cast<RecordKind>(kind);
  auto times = reader.Number<uint8_t>();
  auto path_size = reader.Number<uint16_t>();
  auto rest_size = reader.Number<uint32_t>();
  record.path = reader.Bytes(path_size);
  if ((times & kCreated) != 0) record.times.created = reader.Number<int64_t>();
  if ((times & kModified) != 0) record.times.modified = reader.Number<int64_t>();
  record.rest = reader.Bytes(rest_size);
  if (reader.failed() || path_size == 0 || path_size > limits::kPathBytes ||
      times > (kCreated | kModified)) {
    return std::nullopt;
  }
  return record;
}

std::optional<Extent> ReadExtent(std::string_view rest) {
  ByteReader reader(rest);
  Extent extent;
  extent.first = reader.Number<uint64_t>();
  extent.size = reader.Number<uint64_t>();
  extent.checksum = reader.Number<uint64_t>();
  extent.count = reader.Number<uint32_t>();
  if (reader.failed() || !reader.done() || extent.count == 0 ||
      extent.first >= Extent::kMostNumber || extent.size > limits::kFileBytes) {
    return std::nullopt;
  }
  return extent;
}

std::optional<ContentRef> ReadUnread(std::string_view rest) {
  ByteReader reader(rest);
  auto size = reader.Number<uint64_t>();
  std::optional<uint64_t> checksum;
  if (!reader.done()) checksum = reader.Number<uint64_t>();
  if (reader.failed() || !reader.done()) return std::nullopt;
  auto content = Content::Unread(size, checksum);
  return content ? std::optional(std::move(*content)) : std::nullopt;
}

}  // namespace nacre
