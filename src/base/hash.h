#ifndef NACRE_BASE_HASH_H_
#define NACRE_BASE_HASH_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

/// MD5 (RFC 1321), for the line hashes that transcripts share; not for security.
std::array<uint8_t, 16> Md5(std::string_view bytes);

/// XXH3, 64 bits, seed 0.
uint64_t Xxh3(std::string_view bytes);

/// XXH3, 128 bits, seed 0, as 32 lowercase hex digits in canonical (big-endian) order.
std::string Xxh3Hex128(std::string_view bytes);

/// Two lowercase hex digits of `byte`.
std::array<char, 2> HexByte(uint8_t byte);

}  // namespace nacre

#endif  // NACRE_BASE_HASH_H_
