#ifndef NACRE_BASE_FORMAT_H_
#define NACRE_BASE_FORMAT_H_

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace nacre {

// The text of one argument of Format: a string as it is, a character, or an integer in decimal.
// Views what it was made from.
class FormatPiece {
 public:
  template <typename T>
    requires std::convertible_to<const T&, std::string_view>
  explicit FormatPiece(const T& text) : text_(text) {}

  template <std::integral T>
    requires(!std::same_as<T, bool>)
  explicit FormatPiece(T value) {
    if constexpr (std::same_as<T, char>) {
      digits_[0] = value;
      size_ = 1;
    } else {
      char* end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr;
      size_ = static_cast<size_t>(end - digits_.data());
    }
  }

  std::string_view text() const {
    return size_ > 0 ? std::string_view(digits_.data(), size_) : text_;
  }

 private:
  std::string_view text_;
  std::array<char, 20> digits_;  // -2^63 and 2^64 - 1 have 20 characters
  size_t size_ = 0;              // of digits_
};

// A pattern with one `{}` for each argument, counted when it is compiled. There is no way to write
// a literal `{}`.
template <typename... Args>
class FormatPattern {
 public:
  template <size_t Size>
  // NOLINTNEXTLINE(google-explicit-constructor)
  consteval FormatPattern(const char (&text)[Size]) : text_(text, Size - 1) {
    size_t marks = 0;
    for (size_t at = text_.find("{}"); at != std::string_view::npos; at = text_.find("{}", at + 2))
      ++marks;
    if (marks != sizeof...(Args)) MarksAndArgumentsDiffer();
  }

  std::string_view text() const { return text_; }

 private:
  static void MarksAndArgumentsDiffer();  // not constexpr: calling it does not compile

  std::string_view text_;
};

std::string FillPattern(std::string_view pattern, std::span<const FormatPiece> pieces);

// `pattern` with each `{}` replaced by the next argument. Stands in for std::format, which brings
// locales and the printing of floating point: 130 KB of the compressed WebAssembly module.
template <typename... Args>
std::string Format(FormatPattern<std::type_identity_t<Args>...> pattern, const Args&... args) {
  const std::array<FormatPiece, sizeof...(Args)> pieces{FormatPiece(args)...};
  return FillPattern(pattern.text(), pieces);
}

}  // namespace nacre

#endif  // NACRE_BASE_FORMAT_H_
