#ifndef NACRE_JOURNAL_CHECKPOINT_H_
#define NACRE_JOURNAL_CHECKPOINT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace nacre {

/// A segment of the log.
struct LogSegment {
  static constexpr uint32_t kOpen = UINT32_MAX;

  uint32_t id = 0;
  uint32_t sealed = kOpen;  ///< Bytes that count, or `kOpen` for all that is valid.
  uint64_t serial = 0;      ///< Tells one use of it from another: `MakeSerial`.
  friend bool operator==(const LogSegment&, const LogSegment&) = default;
};

/// The serial of a segment that the checkpoint with that number puts in use, when the log ends with
/// `chain`: the number, and 32 bits that nobody can foresee who makes up the content of files.
uint64_t MakeSerial(uint64_t number, uint64_t chain);

/// The number that went into `serial`.
uint64_t NumberOfSerial(uint64_t serial);

/// Where everything is: a snapshot of the tree after some group, and the log of the groups since.
/// Kept in two slots that are written in turn, never in place: the one with the higher number and a
/// right checksum counts. Little-endian:
///
///      0  u64  "NACREPAK"
///      8  u32  format, now 1
///     12  u32  size in bytes, to the end of the checksum
///     16  u64  number, counted from 1; the slot is number % 2
///     24  u64  group: the last one in the snapshot
///     32  u64  chain: what the first frame of the log names as the one before it
///     40  u64  the next number for an extent
///     48  u32  segments of the snapshot, u32  segments of the log
///     56  u32  id of each snapshot segment
///         u32 id, u32 sealed, u64 serial  of each log segment
///         u64  checksum: XXH3-64 of all before it
struct Checkpoint {
  static constexpr uint32_t kFormat = 1;

  uint64_t number = 0;
  uint64_t group = 0;
  uint64_t chain = 0;
  uint64_t next_extent = 1;
  std::vector<uint32_t> snapshot;
  std::vector<LogSegment> log;
  uint64_t checksum = 0;  ///< As read; `EncodeCheckpoint` makes a new one.
};

/// Sets the checksum, too.
std::string EncodeCheckpoint(Checkpoint& checkpoint);

/// A slot that was never written has number 0. `kCorrupt` for one that is torn or damaged or names
/// what cannot be, `kUnsupported` for a format of the future.
Result<Checkpoint> ParseCheckpoint(std::string_view slot);

}  // namespace nacre

#endif  // NACRE_JOURNAL_CHECKPOINT_H_
