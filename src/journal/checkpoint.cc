#include "journal/checkpoint.h"

#include <set>

#include "base/format.h"
#include "base/hash.h"
#include "journal/little_endian.h"

namespace nacre {
namespace {

constexpr std::string_view kMagic = "NACREPAK";
constexpr size_t kSizeOffset = 12;
constexpr size_t kLeastBytes = 64;
constexpr size_t kLogSegmentBytes = 16;
constexpr int kNumberShift = 32;

// Counters of a workspace that is a thousand years old are below these.
constexpr uint64_t kMostNumber = UINT32_MAX;
constexpr uint64_t kMostCount = uint64_t{1} << 62;
constexpr uint32_t kMostId = UINT32_MAX / 2;

bool HasPlausibleCounts(const Checkpoint& checkpoint) {
  return checkpoint.number > 0 && checkpoint.number < kMostNumber &&
         checkpoint.group < kMostCount && checkpoint.next_extent < kMostCount &&
         (checkpoint.snapshot.empty() || checkpoint.group > 0);
}

// Each segment is named once, and the log's are in the order in which they were put in use.
bool HasPlausibleSegments(const Checkpoint& checkpoint) {
  std::set<uint32_t> ids(checkpoint.snapshot.begin(), checkpoint.snapshot.end());
  uint64_t last = 0;
  for (const LogSegment& segment : checkpoint.log) {
    if (segment.serial <= last || NumberOfSerial(segment.serial) > checkpoint.number) return false;
    last = segment.serial;
    ids.insert(segment.id);
  }
  return ids.size() == checkpoint.snapshot.size() + checkpoint.log.size() &&
         (ids.empty() || *ids.rbegin() <= kMostId);
}

}  // namespace

uint64_t MakeSerial(uint64_t number, uint64_t chain) {
  std::string seed;
  AppendNumber(seed, number);
  AppendNumber(seed, chain);
  return number << kNumberShift | static_cast<uint32_t>(Xxh3(seed));
}

uint64_t NumberOfSerial(uint64_t serial) { return serial >> kNumberShift; }

std::string EncodeCheckpoint(Checkpoint& checkpoint) {
  std::string out(kMagic);
  AppendNumber(out, Checkpoint::kFormat);
  AppendNumber(out, uint32_t{0});
  AppendNumber(out, checkpoint.number);
  AppendNumber(out, checkpoint.group);
  AppendNumber(out, checkpoint.chain);
  AppendNumber(out, checkpoint.next_extent);
  AppendNumber(out, static_cast<uint32_t>(checkpoint.snapshot.size()));
  AppendNumber(out, static_cast<uint32_t>(checkpoint.log.size()));
  for (uint32_t id : checkpoint.snapshot) AppendNumber(out, id);
  for (const LogSegment& segment : checkpoint.log) {
    AppendNumber(out, segment.id);
    AppendNumber(out, segment.sealed);
    AppendNumber(out, segment.serial);
  }
  PutNumber(out, kSizeOffset, static_cast<uint32_t>(out.size() + sizeof(uint64_t)));
  checkpoint.checksum = Xxh3(out);
  AppendNumber(out, checkpoint.checksum);
  return out;
}

Result<Checkpoint> ParseCheckpoint(std::string_view slot) {
  if (slot.find_first_not_of('\0') == std::string_view::npos) return Checkpoint();
  ByteReader reader(slot);
  auto torn = [] { return Fail(Code::kCorrupt, "A checkpoint does not have its checksum"); };
  if (reader.Bytes(kMagic.size()) != kMagic) return torn();
  auto format = reader.Number<uint32_t>();
  auto size = reader.Number<uint32_t>();
  if (size < kLeastBytes || size > slot.size()) return torn();
  std::string_view covered = slot.substr(0, size - sizeof(uint64_t));
  auto checksum = ByteReader(slot.substr(covered.size())).Number<uint64_t>();
  if (checksum != Xxh3(covered)) return torn();
  if (format != Checkpoint::kFormat) {
    return Fail(Code::kUnsupported,
                Format("This workspace has format {}; this version of nacre knows format {}",
                       format, Checkpoint::kFormat));
  }
  Checkpoint checkpoint;
  checkpoint.checksum = checksum;
  checkpoint.number = reader.Number<uint64_t>();
  checkpoint.group = reader.Number<uint64_t>();
  checkpoint.chain = reader.Number<uint64_t>();
  checkpoint.next_extent = reader.Number<uint64_t>();
  auto snapshots = reader.Number<uint32_t>();
  auto logs = reader.Number<uint32_t>();
  uint64_t lists = uint64_t{snapshots} * sizeof(uint32_t) + uint64_t{logs} * kLogSegmentBytes;
  if (kLeastBytes + lists != size) return torn();
  for (uint32_t i = 0; i < snapshots; ++i) {
    checkpoint.snapshot.push_back(reader.Number<uint32_t>());
  }
  for (uint32_t i = 0; i < logs; ++i) {
    LogSegment& segment = checkpoint.log.emplace_back();
    segment.id = reader.Number<uint32_t>();
    segment.sealed = reader.Number<uint32_t>();
    segment.serial = reader.Number<uint64_t>();
  }
  if (reader.failed() || !HasPlausibleCounts(checkpoint) || !HasPlausibleSegments(checkpoint))
    return torn();
  return checkpoint;
}

}  // namespace nacre
