#ifndef NACRE_STORE_TAR_HEADER_H_
#define NACRE_STORE_TAR_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"

/// The 512-byte header block of a tar member.
namespace nacre {

inline constexpr size_t kTarBlock = 512;

/// The latest time of change that a ustar header can carry.
inline constexpr int64_t kMaxTarSeconds = (int64_t{1} << 33) - 1;

/// What a header says. Views point into the block.
struct TarHeader {
  char type = '0';
  std::string name;
  uint64_t size = 0;
  std::optional<int64_t> mtime;  ///< Seconds.
};

/// Reads a block; nothing when its checksum or a number is wrong.
std::optional<TarHeader> ReadTarHeader(std::string_view block);

/// Writes a block in the ustar format. Nothing when the name or a number does not fit.
std::optional<std::array<char, kTarBlock>> WriteTarHeader(const TarHeader& header, uint32_t mode);

/// Bytes of padding after `size` bytes of data.
inline size_t TarPadding(uint64_t size) {
  return static_cast<size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

}  // namespace nacre

#endif  // NACRE_STORE_TAR_HEADER_H_
