#include "search/literal.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "search/byte_rarity.h"
#include "search/bytes.h"
#include "search/simd.h"

namespace nacre {
namespace {

constexpr size_t kBlock = simd::kBlockBytes;
constexpr size_t kNone = std::string_view::npos;
constexpr uint8_t kCaseBit = 0x20;
constexpr double kMaxByteBits = 12;

/// Bytes of failed verification that a scan may spend per byte scanned, and to begin with.
constexpr size_t kVerifyFactor = 8;
constexpr size_t kVerifyAllowance = 4096;

bool IsLetter(char byte) {
  const char lower = static_cast<char>(byte | kCaseBit);
  return lower >= 'a' && lower <= 'z';
}

char FoldByte(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | kCaseBit) : byte;
}

double ByteBits(char byte, LetterCase letter_case) {
  double bits = kByteRarity[static_cast<uint8_t>(byte)] / 8.0;
  if (letter_case == LetterCase::kAsciiInsensitive && IsLetter(byte)) {
    const double other = kByteRarity[static_cast<uint8_t>(byte ^ kCaseBit)] / 8.0;
    bits =
        std::min(bits, other) - 1;  // Together at most twice as frequent as the more frequent one.
  }
  return std::min(bits, kMaxByteBits);
}

/// What the block scan compares: two bytes of the needle, letters folded by setting the case bit.
struct Probe {
  const char* rare;       ///< Where the rare byte of the first candidate would stand.
  const char* companion;  ///< Likewise.
  simd::Block rare_byte;
  simd::Block companion_byte;
  simd::Block rare_fold;
  simd::Block companion_fold;
};

template <bool kFolding>
simd::Block Candidates(const Probe& probe, size_t at) {
  simd::Block rare = simd::Load(probe.rare + at);
  simd::Block companion = simd::Load(probe.companion + at);
  if constexpr (kFolding) {
    rare = simd::Or(rare, probe.rare_fold);
    companion = simd::Or(companion, probe.companion_fold);
  }
  return simd::And(simd::Equal(rare, probe.rare_byte),
                   simd::Equal(companion, probe.companion_byte));
}

/// The first block at or after `at`, in steps of a block, that holds a candidate; or the first that
/// would pass `end`.
template <bool kFolding>
size_t SkipBlocks(const Probe& probe, size_t at, size_t end) {
  for (; at + 4 * kBlock <= end; at += 4 * kBlock) {
    const simd::Block a = Candidates<kFolding>(probe, at);
    const simd::Block b = Candidates<kFolding>(probe, at + kBlock);
    const simd::Block c = Candidates<kFolding>(probe, at + 2 * kBlock);
    const simd::Block d = Candidates<kFolding>(probe, at + 3 * kBlock);
    const simd::Block low = simd::Or(a, b);
    if (!simd::Any(simd::Or(low, simd::Or(c, d)))) continue;
    if (simd::Any(low)) return simd::Any(a) ? at : at + kBlock;
    return simd::Any(c) ? at + 2 * kBlock : at + 3 * kBlock;
  }
  while (at + kBlock <= end && !simd::Any(Candidates<kFolding>(probe, at))) at += kBlock;
  return at;
}

}  // namespace

double LiteralRarity(std::string_view literal, LetterCase letter_case) {
  double bits = 0;
  for (const char byte : literal) bits += ByteBits(byte, letter_case);
  return bits;
}

LiteralSearcher::LiteralSearcher(std::string needle, LetterCase letter_case)
    : needle_(std::move(needle)), letter_case_(letter_case) {
  const bool folding = letter_case == LetterCase::kAsciiInsensitive;
  if (folding) std::ranges::transform(needle_, needle_.begin(), FoldByte);
  for (size_t i = 1; i < needle_.size(); ++i) {
    if (ByteBits(needle_[i], letter_case) > ByteBits(needle_[rare_], letter_case)) rare_ = i;
  }
  double best = -1;
  for (size_t i = 0; i < needle_.size(); ++i) {
    if (i == rare_) continue;
    const double bits = ByteBits(needle_[i], letter_case) - (needle_[i] == needle_[rare_] ? 8 : 0);
    if (bits > best || companion_ == rare_) {
      best = bits;
      companion_ = i;
    }
  }
  if (needle_.size() == 1) companion_ = rare_;
  if (folding && !needle_.empty()) {
    rare_fold_ = IsLetter(needle_[rare_]) ? kCaseBit : 0;
    companion_fold_ = IsLetter(needle_[companion_]) ? kCaseBit : 0;
  }
}

bool LiteralSearcher::VerifyAt(const char* candidate) const {
  if (letter_case_ == LetterCase::kExact) {
    return std::memcmp(candidate, needle_.data(), needle_.size()) == 0;
  }
  for (size_t i = 0; i < needle_.size(); ++i) {
    if (FoldByte(candidate[i]) != needle_[i]) return false;
  }
  return true;
}

size_t LiteralSearcher::Find(std::string_view haystack, size_t from) const {
  if (from > haystack.size() || needle_.size() > haystack.size() - from) return kNone;
  if (needle_.empty()) return from;
  const bool folding = (rare_fold_ | companion_fold_) != 0;
  if (needle_.size() == 1 && !folding) return FindByte(haystack, needle_[0], from);

  const char* data = haystack.data();
  const Probe probe{data + rare_,
                    data + companion_,
                    simd::Splat(static_cast<uint8_t>(needle_[rare_])),
                    simd::Splat(static_cast<uint8_t>(needle_[companion_])),
                    simd::Splat(rare_fold_),
                    simd::Splat(companion_fold_)};
  const size_t starts = haystack.size() - needle_.size() + 1;
  size_t allowance = kVerifyAllowance;
  size_t at = from;
  while (true) {
    const size_t before = at;
    at = folding ? SkipBlocks<true>(probe, at, starts) : SkipBlocks<false>(probe, at, starts);
    if (at + kBlock > starts) break;
    allowance += kVerifyFactor * (at + kBlock - before);
    uint32_t mask =
        simd::Mask(folding ? Candidates<true>(probe, at) : Candidates<false>(probe, at));
    for (; mask != 0; mask &= mask - 1) {
      const size_t start = at + static_cast<size_t>(std::countr_zero(mask));
      if (VerifyAt(data + start)) return start;
      if (allowance < needle_.size()) return FindLinear(haystack, start + 1);
      allowance -= needle_.size();
    }
    at += kBlock;
  }
  return FindTail(haystack, at);
}

size_t LiteralSearcher::FindTail(std::string_view haystack, size_t from) const {
  const size_t starts = haystack.size() - needle_.size() + 1;
  if (needle_.size() > kVerifyAllowance) return FindLinear(haystack, from);
  for (size_t start = from; start < starts; ++start) {
    const auto rare = static_cast<uint8_t>(haystack[start + rare_]) | rare_fold_;
    if (rare == static_cast<uint8_t>(needle_[rare_]) && VerifyAt(haystack.data() + start)) {
      return start;
    }
  }
  return kNone;
}

/// Knuth-Morris-Pratt: `border[i]` is the length of the longest proper border of the needle's first
/// i bytes.
size_t LiteralSearcher::FindLinear(std::string_view haystack, size_t from) const {
  const size_t size = needle_.size();
  if (from > haystack.size() || size > haystack.size() - from) return kNone;
  std::vector<uint32_t> border(size + 1, 0);
  for (size_t i = 1, matched = 0; i < size; ++i) {
    while (matched > 0 && needle_[i] != needle_[matched]) matched = border[matched];
    if (needle_[i] == needle_[matched]) ++matched;
    border[i + 1] = static_cast<uint32_t>(matched);
  }
  const bool folding = letter_case_ == LetterCase::kAsciiInsensitive;
  for (size_t i = from, matched = 0; i < haystack.size(); ++i) {
    const char byte = folding ? FoldByte(haystack[i]) : haystack[i];
    while (matched > 0 && byte != needle_[matched]) matched = border[matched];
    if (byte == needle_[matched]) ++matched;
    if (matched == size) return i + 1 - size;
  }
  return kNone;
}

}  // namespace nacre
