#ifndef ABSL_STRINGS_STR_FORMAT_H_
#define ABSL_STRINGS_STR_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/base/config.h"

namespace absl {
ABSL_NAMESPACE_BEGIN

// One argument of `StrFormat`: a number, an address or a text.
class FormatPiece {
 public:
  template <typename T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  FormatPiece(T value) : number_(static_cast<int64_t>(value)) {}
  FormatPiece(std::string_view text) : text_(text) {}
  FormatPiece(const char* text) : text_(text) {}
  FormatPiece(const std::string& text) : text_(text) {}
  FormatPiece(const void* address)
      : number_(static_cast<int64_t>(reinterpret_cast<uintptr_t>(address))) {}

  int64_t number() const { return number_; }
  std::string_view text() const { return text_; }

 private:
  int64_t number_ = 0;
  std::string_view text_;
};

inline void AppendNumber(std::string& out, int64_t number, unsigned base, size_t width) {
  char digits[20];
  size_t count = 0;
  bool negative = number < 0;
  auto rest = negative ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  do {
    digits[count++] = "0123456789abcdef"[rest % base];
    rest /= base;
  } while (rest != 0);
  if (negative) out += '-';
  if (width > count) out.append(width - count, '0');
  while (count > 0) out += digits[--count];
}

// What RE2 uses of Abseil's formatting: %s %d %x %02x %#x %p. The real thing formats floating point
// and wide characters too, and brings the standard library's streams and locales with it.
inline std::string FormatPieces(std::string_view format,
                                std::initializer_list<FormatPiece> pieces) {
  std::string out;
  const FormatPiece* piece = pieces.begin();
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || piece == pieces.end()) {
      out += format[i];
      continue;
    }
    size_t width = 0;
    bool prefix = false;
    for (++i; i < format.size() && (format[i] == '#' || (format[i] >= '0' && format[i] <= '9'));
         ++i) {
      if (format[i] == '#') {
        prefix = true;
      } else {
        width = width * 10 + static_cast<size_t>(format[i] - '0');
      }
    }
    if (i == format.size()) break;
    switch (format[i]) {
      case 's':
        out += piece->text();
        break;
      case 'd':
        AppendNumber(out, piece->number(), 10, width);
        break;
      default:
        if (prefix || format[i] == 'p') out += "0x";
        AppendNumber(out, piece->number(), 16, width);
    }
    ++piece;
  }
  return out;
}

template <typename... Pieces>
std::string StrFormat(std::string_view format, const Pieces&... pieces) {
  return FormatPieces(format, {FormatPiece(pieces)...});
}

template <typename... Pieces>
std::string StreamFormat(std::string_view format, const Pieces&... pieces) {
  return StrFormat(format, pieces...);
}

template <typename Sink, typename... Pieces>
void Format(Sink* sink, std::string_view format, const Pieces&... pieces) {
  sink->Append(StrFormat(format, pieces...));
}

// RE2's traces for its own debugging: there is no stream to print them to.
template <typename... Pieces>
void FPrintF(const void*, std::string_view, const Pieces&...) {}

ABSL_NAMESPACE_END
}  // namespace absl

#endif  // ABSL_STRINGS_STR_FORMAT_H_
