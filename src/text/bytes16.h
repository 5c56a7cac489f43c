#ifndef NACRE_TEXT_BYTES16_H_
#define NACRE_TEXT_BYTES16_H_

#include <cstdint>
#include <cstring>

/// Sixteen bytes at once, in the vector extension that clang and GCC lower to SSE, NEON or
/// WebAssembly SIMD.
namespace nacre {

using Bytes16 = uint8_t __attribute__((vector_size(16)));

/// The 16 bytes at `p`, which need not be aligned.
inline Bytes16 LoadBytes16(const char* p) {
  Bytes16 bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

inline Bytes16 SplatBytes16(char c) {
  auto b = static_cast<uint8_t>(c);
  return Bytes16{b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

/// 0xFF where the bytes are equal, 0 elsewhere.
inline Bytes16 EqualBytes16(Bytes16 a, Bytes16 b) { return static_cast<Bytes16>(a == b); }

inline bool AnyBytes16(Bytes16 bytes) {
  uint64_t words[2];
  std::memcpy(words, &bytes, sizeof words);
  return (words[0] | words[1]) != 0;
}

}  // namespace nacre

#endif  // NACRE_TEXT_BYTES16_H_
