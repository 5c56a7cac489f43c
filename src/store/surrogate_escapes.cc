#include "store/surrogate_escapes.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace nacre {
namespace {

// A mark is this noncharacter followed by U+0080 to U+00FF, the byte, or by itself where the text
// really holds it.
constexpr std::string_view kMark = "\xEF\xB7\x90";  // U+FDD0
constexpr uint32_t kMarkCodePoint = 0xFDD0;
constexpr size_t kEscapeSize = 6;

// The value of an escape "\uXXXX" at `at`, if there is one.
std::optional<uint32_t> EscapeAt(std::string_view json, size_t at) {
  if (!json.substr(at).starts_with("\\u") || json.size() - at < kEscapeSize) return std::nullopt;
  uint32_t value = 0;
  const char* digits = json.data() + at + 2;
  auto [end, error] = std::from_chars(digits, digits + 4, value, 16);
  if (error != std::errc() || end != digits + 4) return std::nullopt;
  return value;
}

bool IsHigh(uint32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLow(uint32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }
bool IsByte(uint32_t unit) { return unit >= 0xDC80 && unit <= 0xDCFF; }

void AppendByteMark(std::string& out, uint8_t byte) {
  out += kMark;
  out += static_cast<char>(0xC0 | byte >> 6);
  out += static_cast<char>(0x80 | (byte & 0x3F));
}

// How many bytes the escape sequence at `at` takes, a surrogate pair being one.
size_t SequenceSize(std::string_view json, size_t at) {
  auto unit = EscapeAt(json, at);
  if (!unit) return 2;
  if (!IsHigh(*unit)) return kEscapeSize;
  auto next = EscapeAt(json, at + kEscapeSize);
  return next && IsLow(*next) ? 2 * kEscapeSize : kEscapeSize;
}

bool HoldsLoneByte(std::string_view json) {
  for (size_t at = json.find('\\'); at < json.size();) {
    auto unit = EscapeAt(json, at);
    if (unit && IsByte(*unit)) return true;
    at = json.find('\\', at + SequenceSize(json, at));
  }
  return false;
}

}  // namespace

std::optional<std::string> MarkSurrogateEscapes(std::string_view json) {
  if (!HoldsLoneByte(json)) return std::nullopt;
  std::string marked;
  marked.reserve(json.size() + json.size() / 8);
  for (size_t at = 0; at < json.size();) {
    if (json.substr(at).starts_with(kMark)) {
      marked.append(kMark).append(kMark);
      at += kMark.size();
    } else if (json[at] == '\\') {
      auto unit = EscapeAt(json, at);
      size_t size = SequenceSize(json, at);
      if (unit && IsByte(*unit)) {
        AppendByteMark(marked, static_cast<uint8_t>(*unit));
      } else if (unit == kMarkCodePoint) {
        marked.append(kMark).append(kMark);
      } else {
        marked.append(json.substr(at, size));
      }
      at += size;
    } else {
      marked += json[at++];
    }
  }
  return marked;
}

std::string UnmarkSurrogateEscapes(std::string_view marked) {
  std::string text;
  for (;;) {
    size_t at = marked.find(kMark);
    text.append(marked.substr(0, at));
    if (at == std::string_view::npos) return text;
    marked.remove_prefix(at + kMark.size());
    if (marked.starts_with(kMark)) {
      text.append(kMark);
      marked.remove_prefix(kMark.size());
    } else if (marked.size() >= 2) {
      text += static_cast<char>((marked[0] & 0x03) << 6 | (marked[1] & 0x3F));
      marked.remove_prefix(2);
    }
  }
}

}  // namespace nacre
