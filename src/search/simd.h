#ifndef NACRE_SEARCH_SIMD_H_
#define NACRE_SEARCH_SIMD_H_

#include <cstddef>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#else
#include <array>
#include <cstring>
#endif

/// Sixteen bytes at a time, for the scans of this folder: WebAssembly SIMD128, SSE2, or plain code
/// that a compiler can vectorise. Comparisons give 0xFF for true; `Mask` gathers the high bit of
/// each byte, first byte lowest.
namespace nacre::simd {

inline constexpr size_t kBlockBytes = 16;

#if defined(__wasm_simd128__)

using Block = v128_t;
inline Block Load(const char* from) { return wasm_v128_load(from); }
inline Block Splat(uint8_t byte) { return wasm_u8x16_splat(byte); }
inline Block Equal(Block a, Block b) { return wasm_i8x16_eq(a, b); }
inline Block And(Block a, Block b) { return wasm_v128_and(a, b); }
inline Block Or(Block a, Block b) { return wasm_v128_or(a, b); }
inline uint32_t Mask(Block block) { return wasm_i8x16_bitmask(block); }
inline bool Any(Block comparison) { return wasm_v128_any_true(comparison); }

#elif defined(__SSE2__)

using Block = __m128i;
inline Block Load(const char* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}
inline Block Splat(uint8_t byte) { return _mm_set1_epi8(static_cast<char>(byte)); }
inline Block Equal(Block a, Block b) { return _mm_cmpeq_epi8(a, b); }
inline Block And(Block a, Block b) { return _mm_and_si128(a, b); }
inline Block Or(Block a, Block b) { return _mm_or_si128(a, b); }
inline uint32_t Mask(Block block) { return static_cast<uint32_t>(_mm_movemask_epi8(block)); }
inline bool Any(Block comparison) { return Mask(comparison) != 0; }

#else

using Block = std::array<uint8_t, kBlockBytes>;
inline Block Load(const char* from) {
  Block block;
  std::memcpy(block.data(), from, kBlockBytes);
  return block;
}
inline Block Splat(uint8_t byte) {
  Block block;
  block.fill(byte);
  return block;
}
inline Block Equal(Block a, const Block& b) {
  for (size_t i = 0; i < kBlockBytes; ++i) a[i] = a[i] == b[i] ? 0xFF : 0;
  return a;
}
inline Block And(Block a, const Block& b) {
  for (size_t i = 0; i < kBlockBytes; ++i) a[i] &= b[i];
  return a;
}
inline Block Or(Block a, const Block& b) {
  for (size_t i = 0; i < kBlockBytes; ++i) a[i] |= b[i];
  return a;
}
inline uint32_t Mask(const Block& block) {
  uint32_t mask = 0;
  for (size_t i = 0; i < kBlockBytes; ++i) mask |= uint32_t{block[i]} >> 7 << i;
  return mask;
}
inline bool Any(const Block& comparison) { return Mask(comparison) != 0; }

#endif

}  // namespace nacre::simd

#endif  // NACRE_SEARCH_SIMD_H_
