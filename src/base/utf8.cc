#include "base/utf8.h"

#include <cstdint>
#include <cstring>

#include "base/limits.h"

namespace nacre {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080ull;

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The length of the well-formed sequence at `bytes`, or 0 (Unicode 15, table 3-7).
size_t SequenceLength(const unsigned char* bytes, size_t available) {
  unsigned char lead = bytes[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (available < length) return 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  if (bytes[1] < low || bytes[1] > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(bytes[i])) return 0;
  }
  return length;
}

// How many bytes at the start of `bytes` are ASCII, a lower bound in steps of 32.
size_t AsciiRun(const unsigned char* bytes, size_t size) {
  size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    uint64_t words[4];
    std::memcpy(words, bytes + i, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & kHighBits) != 0) break;
  }
  return i;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = text.size();
  for (size_t i = 0; i < size;) {
    if (bytes[i] < 0x80) {
      size_t run = AsciiRun(bytes + i, size - i);
      if (run != 0) {
        i += run;
        continue;
      }
    }
    size_t length = SequenceLength(bytes + i, size - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

size_t CountCodePoints(std::string_view text) {
  size_t continuations = 0;
  for (char c : text) continuations += IsContinuation(static_cast<unsigned char>(c)) ? 1 : 0;
  return text.size() - continuations;
}

std::string_view PrefixOfCodePoints(std::string_view text, size_t count) {
  if (text.size() <= count) return text;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsContinuation(static_cast<unsigned char>(text[i]))) continue;
    if (count-- == 0) return text.substr(0, i);
  }
  return text;
}

std::string Abbreviate(std::string_view text, size_t count) {
  std::string_view prefix = PrefixOfCodePoints(text, count);
  std::string result(prefix);
  if (prefix.size() < text.size()) result += "…";
  return result;
}

bool IsBinary(std::string_view bytes) {
  std::string_view probe = bytes.substr(0, limits::kBinaryProbeBytes);
  return probe.find('\0') != std::string_view::npos || !IsValidUtf8(bytes);
}

std::string ToValidUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::string result;
  result.reserve(text.size());
  bool in_error = false;
  for (size_t i = 0; i < text.size();) {
    size_t length = SequenceLength(bytes + i, text.size() - i);
    if (length != 0) {
      result.append(text.substr(i, length));
      i += length;
      in_error = false;
      continue;
    }
    // A stray continuation byte belongs to the ill-formed part before it.
    if (!in_error || !IsContinuation(bytes[i])) result += "\xEF\xBF\xBD";
    in_error = true;
    ++i;
  }
  return result;
}

}  // namespace nacre
