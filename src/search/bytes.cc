#include "search/bytes.h"

#include <bit>
#include <cstdint>

#include "search/simd.h"

namespace nacre {
namespace {

constexpr size_t kBlock = simd::kBlockBytes;
constexpr size_t kNone = std::string_view::npos;

}  // namespace

size_t FindByte(std::string_view bytes, char byte, size_t from) {
  const char* data = bytes.data();
  const size_t size = bytes.size();
  const simd::Block wanted = simd::Splat(static_cast<uint8_t>(byte));
  size_t at = from;
  for (; at + 4 * kBlock <= size; at += 4 * kBlock) {
    const simd::Block a = simd::Equal(simd::Load(data + at), wanted);
    const simd::Block b = simd::Equal(simd::Load(data + at + kBlock), wanted);
    const simd::Block c = simd::Equal(simd::Load(data + at + 2 * kBlock), wanted);
    const simd::Block d = simd::Equal(simd::Load(data + at + 3 * kBlock), wanted);
    if (simd::Any(simd::Or(simd::Or(a, b), simd::Or(c, d)))) break;
  }
  for (; at + kBlock <= size; at += kBlock) {
    const uint32_t mask = simd::Mask(simd::Equal(simd::Load(data + at), wanted));
    if (mask != 0) return at + static_cast<size_t>(std::countr_zero(mask));
  }
  for (; at < size; ++at) {
    if (data[at] == byte) return at;
  }
  return kNone;
}

size_t FindLastByte(std::string_view bytes, char byte, size_t end) {
  const char* data = bytes.data();
  const simd::Block wanted = simd::Splat(static_cast<uint8_t>(byte));
  for (; end >= kBlock; end -= kBlock) {
    const uint32_t mask = simd::Mask(simd::Equal(simd::Load(data + end - kBlock), wanted));
    if (mask != 0) return end - kBlock + static_cast<size_t>(std::bit_width(mask)) - 1;
  }
  while (end > 0) {
    if (data[--end] == byte) return end;
  }
  return kNone;
}

size_t CountByte(std::string_view bytes, char byte) {
  const char* data = bytes.data();
  const size_t size = bytes.size();
  const simd::Block wanted = simd::Splat(static_cast<uint8_t>(byte));
  size_t count = 0;
  size_t at = 0;
  for (; at + 4 * kBlock <= size; at += 4 * kBlock) {
    uint64_t mask = 0;
    for (size_t i = 0; i < 4; ++i) {
      const uint64_t part = simd::Mask(simd::Equal(simd::Load(data + at + i * kBlock), wanted));
      mask |= part << (i * kBlock);
    }
    count += static_cast<size_t>(std::popcount(mask));
  }
  for (; at < size; ++at) count += data[at] == byte ? 1 : 0;
  return count;
}

}  // namespace nacre
