#ifndef NACRE_JOURNAL_FRAME_H_
#define NACRE_JOURNAL_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nacre {

/// The unit of a segment. A group of changes, which happens whole or not at all, is one frame or
/// several; the last one commits it. Little-endian, padded with zeros to a multiple of 8 bytes:
///
///      0  u64  checksum: XXH3-64 of all that follows, to the end of the frame
///      8  u32  size of the whole frame in bytes
///     12  u32  flags; bit 0: the last frame of its group
///     16  u64  group, counted from 1
///     24  u64  chain: the checksum of the frame before this one
///     32  u32  index in the group, counted from 0
///     36  u32  writer: a number drawn anew whenever a group is tried
///     40  u64  serial: that of the segment, as `LogSegment` has it
///     48       records
///
/// Each frame names the one before it, so that bytes left over from an earlier use of the segment,
/// or from a group that was given up, never continue a newer one. The serial tells such bytes apart
/// where the chain is broken.
struct Frame {
  static constexpr size_t kHeaderBytes = 48;
  static constexpr size_t kAlignment = 8;

  uint64_t checksum = 0;
  uint64_t group = 0;
  uint64_t chain = 0;
  uint32_t index = 0;
  uint32_t writer = 0;
  uint64_t serial = 0;
  bool commits = false;
  size_t size = 0;                ///< Bytes, with header and padding.
  std::string_view records = {};  ///< With the padding: a record of kind 0 ends them.
};

/// The frame at the start of `bytes`; nothing when there is no whole one with the right checksum.
std::optional<Frame> ParseFrame(std::string_view bytes);

/// The frame that `bytes` begin with as its header has it, whether or not the rest is right;
/// nothing for bytes that are no header. It may be longer than `bytes`.
std::optional<Frame> ParseFrameHeader(std::string_view bytes);

/// Whether a whole frame of a group after `group` stands anywhere in `bytes`, which begin at a
/// multiple of 8 and belong to the use of a segment with that serial. Such a frame is written only
/// when all groups before it are safe: what is damaged in front of it was not a torn end.
bool HasLaterFrame(std::string_view bytes, uint64_t group, uint64_t serial);

/// Room for a frame's header, to be followed by records and `SealFrame`.
std::string BeginFrame();

/// Pads `frame` to the size that it will have.
void PadFrame(std::string& frame);

/// Fills in the header of padded `frame` from all of `header` but checksum, size and records, and
/// answers the checksum.
uint64_t SealFrame(std::string& frame, const Frame& header);

}  // namespace nacre

#endif  // NACRE_JOURNAL_FRAME_H_
