#include "permissions/pattern.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "permissions/unicode_category.h"

namespace nacre {
namespace {

constexpr char32_t kUndecodable = 0xDC00;  // Plus the byte: no well-formed text holds a surrogate.

/// The code point at `position`, which moves past it.
char32_t NextCodePoint(std::string_view text, size_t& position) {
  const auto byte = static_cast<unsigned char>(text[position]);
  size_t length = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if (byte < 0x80) {
    ++position;
    return byte;
  }
  if (byte >= 0xC2 && byte <= 0xDF) {
    length = 2, value = byte & 0x1F, smallest = 0x80;
  } else if (byte >= 0xE0 && byte <= 0xEF) {
    length = 3, value = byte & 0x0F, smallest = 0x800;
  } else if (byte >= 0xF0 && byte <= 0xF4) {
    length = 4, value = byte & 0x07, smallest = 0x10000;
  }
  bool valid = length != 0 && text.size() - position >= length;
  for (size_t i = 1; valid && i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[position + i]);
    valid = (next & 0xC0) == 0x80;
    value = (value << 6) | (next & 0x3F);
  }
  valid = valid && value >= smallest && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  if (!valid) {
    ++position;
    return kUndecodable + byte;
  }
  position += length;
  return value;
}

bool IsAsciiLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int HexValue(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A' + 10);
  return -1;
}

bool InCategory(char category, char32_t c) {
  switch (category) {
    case 'd':
      return IsDecimalDigit(c);
    case 'D':
      return !IsDecimalDigit(c);
    case 'w':
      return IsWordCharacter(c);
    case 'W':
      return !IsWordCharacter(c);
    case 's':
      return IsSpaceCharacter(c);
    default:
      return !IsSpaceCharacter(c);
  }
}

/// One member of a class body: a code point or a category.
struct ClassItem {
  char32_t code_point = 0;
  char category = 0;
};

/// Reads a class body by the rules of Python's `re`.
class ClassReader {
 public:
  explicit ClassReader(std::u32string_view body) : body_(body) {}

  bool AtEnd() const { return position_ == body_.size(); }

  std::optional<ClassItem> Item() {
    const char32_t c = body_[position_++];
    if (c != '\\') return ClassItem{.code_point = c};
    if (AtEnd()) return std::nullopt;
    return Escape(body_[position_++]);
  }

  bool Skip(char32_t c) {
    if (AtEnd() || body_[position_] != c) return false;
    ++position_;
    return true;
  }

 private:
  std::optional<ClassItem> Escape(char32_t c) {
    switch (c) {
      case 'd':
      case 'D':
      case 'w':
      case 'W':
      case 's':
      case 'S':
        return ClassItem{.category = static_cast<char>(c)};
      case 'a':
        return ClassItem{.code_point = 0x07};
      case 'b':
        return ClassItem{.code_point = 0x08};
      case 'f':
        return ClassItem{.code_point = 0x0C};
      case 'n':
        return ClassItem{.code_point = 0x0A};
      case 'r':
        return ClassItem{.code_point = 0x0D};
      case 't':
        return ClassItem{.code_point = 0x09};
      case 'v':
        return ClassItem{.code_point = 0x0B};
      case 'x':
        return Hex(2);
      case 'u':
        return Hex(4);
      case 'U':
        return Hex(8);
      default:
        break;
    }
    if (c >= '0' && c <= '7') return Octal(c - '0');
    if (c == '8' || c == '9' || IsAsciiLetter(c)) return std::nullopt;
    return ClassItem{.code_point = c};
  }

  std::optional<ClassItem> Hex(int digits) {
    char32_t value = 0;
    for (int i = 0; i < digits; ++i) {
      const int digit = AtEnd() ? -1 : HexValue(body_[position_]);
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit);
      ++position_;
    }
    if (value > 0x10FFFF) return std::nullopt;
    return ClassItem{.code_point = value};
  }

  std::optional<ClassItem> Octal(char32_t value) {
    for (int i = 0; i < 2 && !AtEnd() && body_[position_] >= '0' && body_[position_] <= '7'; ++i) {
      value = value * 8 + (body_[position_++] - '0');
    }
    if (value > 0377) return std::nullopt;
    return ClassItem{.code_point = value};
  }

  std::u32string_view body_;
  size_t position_ = 0;
};

}  // namespace

bool Pattern::Class::Contains(char32_t c) const {
  const bool in_ranges = std::ranges::any_of(
      ranges, [c](const Range& range) { return range.low <= c && c <= range.high; });
  const bool found = in_ranges || std::ranges::any_of(categories, [c](char category) {
                       return InCategory(category, c);
                     });
  return found != negated;
}

/// Turns pattern text into steps.
class Pattern::Builder {
 public:
  Builder(std::string_view text, PatternKind kind, Pattern& pattern)
      : text_(text), kind_(kind), pattern_(pattern) {
    for (size_t position = 0; position < text.size();) {
      offsets_.push_back(position);
      points_.push_back(NextCodePoint(text, position));
    }
    offsets_.push_back(text.size());
  }

  void Build() {
    while (position_ < points_.size() && !pattern_.inert_) {
      const char32_t c = points_[position_];
      if (c == '*') {
        Star();
      } else if (c == '?') {
        Add({.op = Op::kNotSlash}, 1);
      } else if (c != '[' || !ReadClass()) {
        Literal(c);
      }
    }
    KeepLongerLiteral();
  }

 private:
  bool At(size_t position, char32_t c) const {
    return position < points_.size() && points_[position] == c;
  }

  void Add(Step step, size_t consumed) {
    pattern_.steps_.push_back(step);
    KeepLongerLiteral();
    position_ += consumed;
    literal_start_ = position_;
  }

  void Literal(char32_t c) {
    pattern_.steps_.push_back({.op = Op::kLiteral, .literal = c});
    ++position_;
  }

  void KeepLongerLiteral() {
    const size_t begin = offsets_[std::min(literal_start_, position_)];
    const std::string_view literal = text_.substr(begin, offsets_[position_] - begin);
    if (literal.size() > pattern_.longest_literal_.size()) pattern_.longest_literal_ = literal;
  }

  void Star() {
    const bool command = kind_ == PatternKind::kCommand;
    const Run across = command ? Run::kAnything : Run::kNotLineFeed;
    if (!At(position_ + 1, '*')) {
      Add({.op = Op::kRun, .run = command ? Run::kAnything : Run::kNotSlash}, 1);
    } else if (At(position_ + 2, '/')) {
      Add({.op = Op::kOptional}, 0);
      Add({.op = Op::kDirectories, .run = across}, 3);
    } else {
      Add({.op = Op::kRun, .run = across}, 2);
    }
  }

  /// False when the "[" at the position opens no class.
  bool ReadClass() {
    size_t end = position_ + 1;
    const bool negated = At(end, '!') || At(end, '^');
    if (negated) ++end;
    const size_t begin = end;
    if (At(end, ']')) ++end;
    while (end < points_.size() && points_[end] != ']') ++end;
    if (end >= points_.size()) return false;

    Class set;
    set.negated = negated;
    if (!FillClass(std::u32string_view(points_).substr(begin, end - begin), set)) {
      pattern_.inert_ = true;
      return true;
    }
    const size_t index = pattern_.classes_.size();
    pattern_.classes_.push_back(std::move(set));
    Add({.op = Op::kClass, .class_index = index}, end + 1 - position_);
    return true;
  }

  static bool FillClass(std::u32string_view body, Class& set) {
    ClassReader reader(body);
    const auto include = [&set](const ClassItem& item) {
      if (item.category != 0) {
        set.categories.push_back(item.category);
      } else {
        set.ranges.push_back({item.code_point, item.code_point});
      }
    };
    while (!reader.AtEnd()) {
      const auto low = reader.Item();
      if (!low) return false;
      if (!reader.Skip('-')) {
        include(*low);
        continue;
      }
      if (reader.AtEnd()) {
        include(*low);
        include({.code_point = '-'});
        break;
      }
      const auto high = reader.Item();
      if (!high || low->category != 0 || high->category != 0) return false;
      if (high->code_point < low->code_point) return false;
      set.ranges.push_back({low->code_point, high->code_point});
    }
    return true;
  }

  std::string_view text_;
  PatternKind kind_;
  Pattern& pattern_;
  std::u32string points_;
  std::vector<size_t> offsets_;  // Of each code point in the text, and its end.
  size_t position_ = 0;
  size_t literal_start_ = 0;
};

/// The automaton's live steps, without duplicates. The step after the last one is acceptance.
class Pattern::Frontier {
 public:
  explicit Frontier(const std::vector<Step>& steps) : steps_(&steps), marks_(steps.size() + 1, 0) {}

  void Clear() {
    live_.clear();
    ++generation_;
  }

  /// Enters `index` and every step reachable from it without a character.
  void Enter(size_t index) {
    while (marks_[index] != generation_) {
      marks_[index] = generation_;
      live_.push_back(index);
      if (index == steps_->size()) return;
      const Op op = (*steps_)[index].op;
      if (op == Op::kOptional) {
        Stay(index + 1);
        index += 2;
      } else if (op == Op::kRun) {
        ++index;
      } else {
        return;
      }
    }
  }

  /// Enters `index` alone.
  void Stay(size_t index) {
    if (marks_[index] == generation_) return;
    marks_[index] = generation_;
    live_.push_back(index);
  }

  const std::vector<size_t>& live() const { return live_; }
  bool accepts() const { return marks_[steps_->size()] == generation_; }

 private:
  const std::vector<Step>* steps_;
  std::vector<uint64_t> marks_;
  std::vector<size_t> live_;
  uint64_t generation_ = 1;
};

Pattern::Pattern(std::string_view text, PatternKind kind) { Builder(text, kind, *this).Build(); }

bool Pattern::Advances(const Step& step, char32_t c) const {
  switch (step.op) {
    case Op::kLiteral:
      return step.literal == c;
    case Op::kNotSlash:
      return c != '/';
    case Op::kClass:
      return classes_[step.class_index].Contains(c);
    case Op::kRun:
    case Op::kDirectories:
      return step.run == Run::kAnything || c != (step.run == Run::kNotSlash ? U'/' : U'\n');
    case Op::kOptional:
      break;
  }
  return false;
}

bool Pattern::Matches(std::string_view target) const {
  if (inert_ || !target.contains(longest_literal_)) return false;
  Frontier now(steps_);
  Frontier next(steps_);
  now.Enter(0);
  for (size_t position = 0; position < target.size();) {
    if (now.live().empty()) return false;
    if (target.substr(position) == "\n" && now.accepts()) return true;
    const char32_t c = NextCodePoint(target, position);
    next.Clear();
    for (const size_t index : now.live()) {
      if (index == steps_.size()) continue;
      const Step& step = steps_[index];
      if (step.op == Op::kDirectories && c == '/') next.Enter(index + 1);
      if (!Advances(step, c)) continue;
      if (step.op == Op::kDirectories) {
        next.Stay(index);
      } else {
        next.Enter(step.op == Op::kRun ? index : index + 1);
      }
    }
    std::swap(now, next);
  }
  return now.accepts();
}

}  // namespace nacre
