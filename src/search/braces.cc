#include "search/braces.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace nacre {
namespace {

constexpr size_t kMaxDepth = 64;
constexpr size_t kNone = std::string_view::npos;

using Strings = std::vector<std::string>;

std::string Padded(int64_t value, size_t width) {
  std::string digits = std::to_string(std::abs(value));
  const size_t sign = value < 0 ? 1 : 0;
  if (digits.size() + sign < width) digits.insert(0, width - digits.size() - sign, '0');
  return (value < 0 ? "-" : "") + digits;
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  int32_t value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool IsZeroPadded(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  return number.size() > 1 && number[0] == '0';
}

class Expander {
 public:
  explicit Expander(std::string_view pattern) : pattern_(pattern), close_(pattern.size(), kNone) {
    std::vector<size_t> open;
    for (size_t at = 0; at < pattern.size(); ++at) {
      if (pattern[at] == '\\') {
        ++at;
      } else if (pattern[at] == '{') {
        open.push_back(at);
      } else if (pattern[at] == '}' && !open.empty()) {
        close_[open.back()] = at;
        open.pop_back();
      }
    }
  }

  /// Expands `pattern_[begin, end)`. False when a bound is passed.
  bool Expand(size_t begin, size_t end, size_t depth, Strings& out) {
    if (depth > kMaxDepth) return false;
    out.assign(1, "");
    for (size_t at = begin; at < end;) {
      if (pattern_[at] == '{' && close_[at] != kNone) {
        Strings group;
        if (!ExpandGroup(at, close_[at], depth, group) || !Multiply(out, group)) return false;
        at = close_[at] + 1;
        continue;
      }
      const size_t width = pattern_[at] == '\\' && at + 1 < end ? 2 : 1;
      for (std::string& text : out) text.append(pattern_, at, width);
      at += width;
    }
    return true;
  }

 private:
  bool ExpandGroup(size_t open, size_t close, size_t depth, Strings& out) {
    const std::vector<size_t> commas = TopLevelCommas(open, close);
    if (commas.empty()) {
      if (ExpandRange(pattern_.substr(open + 1, close - open - 1), out)) return !out.empty();
      if (!Expand(open + 1, close, depth + 1, out)) return false;
      for (std::string& text : out) text = "{" + text + "}";
      return true;
    }
    size_t begin = open + 1;
    for (size_t i = 0; i <= commas.size(); ++i) {
      const size_t end = i < commas.size() ? commas[i] : close;
      Strings part;
      if (!Expand(begin, end, depth + 1, part)) return false;
      if (out.size() + part.size() > limits::kGlobAlternatives) return false;
      std::ranges::move(part, std::back_inserter(out));
      begin = end + 1;
    }
    return true;
  }

  std::vector<size_t> TopLevelCommas(size_t open, size_t close) const {
    std::vector<size_t> commas;
    for (size_t at = open + 1; at < close; ++at) {
      if (pattern_[at] == '\\') {
        ++at;
      } else if (pattern_[at] == '{' && close_[at] != kNone) {
        at = close_[at];
      } else if (pattern_[at] == ',') {
        commas.push_back(at);
      }
    }
    return commas;
  }

  /// `first..last` or `first..last..step`. True when it is a range; `out` is empty when that is too
  /// long.
  static bool ExpandRange(std::string_view text, Strings& out) {
    const size_t dots = text.find("..");
    if (dots == kNone) return false;
    const std::string_view first = text.substr(0, dots);
    std::string_view last = text.substr(dots + 2);
    int64_t step = 1;
    if (const size_t more = last.find(".."); more != kNone) {
      const std::optional<int64_t> given = ParseInteger(last.substr(more + 2));
      if (!given) return false;
      step = std::max<int64_t>(1, std::abs(*given));
      last = last.substr(0, more);
    }
    const std::optional<int64_t> low = ParseInteger(first);
    const std::optional<int64_t> high = ParseInteger(last);
    if (low && high) {
      const bool padded = IsZeroPadded(first) || IsZeroPadded(last);
      const size_t width = padded ? std::max(first.size(), last.size()) : 0;
      Count(*low, *high, step, out, [&](int64_t value) { return Padded(value, width); });
      return true;
    }
    const bool letters =
        first.size() == 1 && last.size() == 1 && IsLetter(first[0]) && IsLetter(last[0]);
    if (!letters) return false;
    Count(first[0], last[0], step, out, [](int64_t value) {
      const char letter = static_cast<char>(value);
      const bool special = letter == '[' || letter == '\\' || letter == ']';
      return special ? std::string{'\\', letter} : std::string(1, letter);
    });
    return true;
  }

  static bool IsLetter(char c) {
    const int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  template <typename Render>
  static void Count(int64_t low, int64_t high, int64_t step, Strings& out, Render render) {
    const int64_t count = std::abs(high - low) / step + 1;
    if (count > static_cast<int64_t>(limits::kGlobAlternatives)) return;
    const int64_t direction = low <= high ? step : -step;
    for (int64_t i = 0; i < count; ++i) out.push_back(render(low + i * direction));
  }

  static bool Multiply(Strings& heads, const Strings& tails) {
    if (heads.size() * tails.size() > limits::kGlobAlternatives) return false;
    Strings product;
    product.reserve(heads.size() * tails.size());
    for (const std::string& head : heads) {
      for (const std::string& tail : tails) product.push_back(head + tail);
    }
    heads = std::move(product);
    return true;
  }

  std::string_view pattern_;
  std::vector<size_t> close_;  ///< For each "{", where its "}" is.
};

}  // namespace

Result<std::vector<std::string>> ExpandBraces(std::string_view pattern) {
  Strings expanded;
  if (!Expander(pattern).Expand(0, pattern.size(), 0, expanded)) {
    return Fail(
        Code::kInvalidPattern,
        Format("The braces of glob pattern '{}' expand to more than {} alternatives or nest "
               "deeper than {}",
               Abbreviate(pattern, limits::kMessageQuoteChars), limits::kGlobAlternatives,
               kMaxDepth));
  }
  return expanded;
}

}  // namespace nacre
