#include "search/glob_segment.h"

#include <algorithm>
#include <array>

namespace nacre {
namespace {

constexpr size_t kNone = std::string_view::npos;

struct Decoded {
  uint32_t code_point;
  size_t length;
};

/// The code point at `at`. A byte that starts no sequence stands for itself, above every code
/// point.
Decoded Decode(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(text[i])); };
  const uint32_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  constexpr uint32_t kNotText = 0x110000;
  if (length == 0 || text.size() - at < length) return {kNotText + lead, 1};
  uint32_t code_point = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {kNotText + lead, 1};
    code_point = code_point << 6 | (byte(at + i) & 0x3F);
  }
  return {code_point, length};
}

void AppendCodePoint(uint32_t code_point, std::string& out) {
  const auto tail = [&](int shift) {
    out.push_back(static_cast<char>(0x80 | (code_point >> shift & 0x3F)));
  };
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code_point >> 12));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | code_point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

struct PosixClass {
  std::string_view name;
  std::vector<std::pair<uint32_t, uint32_t>> ranges;
};

/// The POSIX classes, of ASCII.
const PosixClass* FindPosixClass(std::string_view name) {
  static const std::array<PosixClass, 13> kClasses = {{
      {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
      {"blank", {{' ', ' '}, {'\t', '\t'}}},
      {"cntrl", {{0, 0x1F}, {0x7F, 0x7F}}},
      {"digit", {{'0', '9'}}},
      {"graph", {{0x21, 0x7E}}},
      {"lower", {{'a', 'z'}}},
      {"print", {{0x20, 0x7E}}},
      {"punct", {{0x21, 0x2F}, {0x3A, 0x40}, {0x5B, 0x60}, {0x7B, 0x7E}}},
      {"space", {{'\t', '\r'}, {' ', ' '}}},
      {"upper", {{'A', 'Z'}}},
      {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
  }};
  const auto found = std::ranges::find(kClasses, name, &PosixClass::name);
  return found == kClasses.end() ? nullptr : &*found;
}

}  // namespace

bool GlobSegment::Class::Contains(uint32_t code_point) const {
  const bool inside = std::ranges::any_of(ranges, [&](const auto& range) {
    return range.first <= code_point && code_point <= range.second;
  });
  return inside != negated;
}

GlobSegment::GlobSegment(std::string_view pattern, bool dot) : dot_(dot) {
  if (pattern == "**") {
    kind_ = Kind::kGlobstar;
    return;
  }
  Tokenize(pattern);
  ChooseKind();
}

void GlobSegment::Tokenize(std::string_view pattern) {
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '*') {
      const bool repeated = !tokens_.empty() && tokens_.back().kind == Token::Kind::kStar;
      if (!repeated) tokens_.push_back({Token::Kind::kStar});
      ++at;
    } else if (c == '?') {
      tokens_.push_back({Token::Kind::kAny});
      ++at;
    } else if (c != '[' || !ParseClass(pattern, at)) {
      if (c == '\\' && at + 1 < pattern.size()) ++at;
      const Decoded decoded = Decode(pattern, at);
      tokens_.push_back({Token::Kind::kChar, decoded.code_point});
      at += decoded.length;
    }
  }
}

/// Reads the bracket expression at `at` and moves behind it; leaves `at` when it is not closed.
bool GlobSegment::ParseClass(std::string_view pattern, size_t& at) {
  Class parsed;
  size_t next = at + 1;
  if (next < pattern.size() && (pattern[next] == '!' || pattern[next] == '^')) {
    parsed.negated = true;
    ++next;
  }
  const auto read_char = [&]() -> uint32_t {
    if (pattern[next] == '\\' && next + 1 < pattern.size()) ++next;
    const Decoded decoded = Decode(pattern, next);
    next += decoded.length;
    return decoded.code_point;
  };
  for (bool first = true; next < pattern.size(); first = false) {
    if (pattern[next] == ']' && !first) {
      tokens_.push_back({Token::Kind::kClass, static_cast<uint32_t>(classes_.size())});
      classes_.push_back(std::move(parsed));
      at = next + 1;
      return true;
    }
    if (pattern.substr(next).starts_with("[:")) {
      const size_t end = pattern.find(":]", next + 2);
      const PosixClass* known =
          end == kNone ? nullptr : FindPosixClass(pattern.substr(next + 2, end - next - 2));
      if (known != nullptr) {
        parsed.ranges.insert(parsed.ranges.end(), known->ranges.begin(), known->ranges.end());
        next = end + 2;
        continue;
      }
    }
    const uint32_t low = read_char();
    const bool is_range =
        next + 1 < pattern.size() && pattern[next] == '-' && pattern[next + 1] != ']';
    if (!is_range) {
      parsed.ranges.emplace_back(low, low);
      continue;
    }
    ++next;
    const uint32_t high = read_char();
    if (low <= high) parsed.ranges.emplace_back(low, high);
  }
  return false;
}

void GlobSegment::ChooseKind() {
  const auto is_char = [](const Token& token) { return token.kind == Token::Kind::kChar; };
  const auto is_star = [](const Token& token) { return token.kind == Token::Kind::kStar; };
  const auto others = std::ranges::count_if(tokens_, [&](const Token& t) { return !is_char(t); });
  if (others == 0) {
    kind_ = Kind::kLiteral;
  } else if (others == 1 && is_star(tokens_.front())) {
    kind_ = Kind::kSuffix;
  } else if (others == 1 && is_star(tokens_.back())) {
    kind_ = Kind::kPrefix;
  } else {
    return;
  }
  for (const Token& token : tokens_) {
    if (is_char(token)) AppendCodePoint(token.value, literal_);
  }
}

bool GlobSegment::Matches(std::string_view name) const {
  const bool shielded = !dot_ && name.starts_with('.');
  switch (kind_) {
    case Kind::kGlobstar:
      return !shielded;
    case Kind::kLiteral:
      return name == literal_;
    case Kind::kSuffix:
      return name.ends_with(literal_) && (!shielded || name.size() == literal_.size());
    case Kind::kPrefix:
      return name.starts_with(literal_);
    case Kind::kGeneral:
      return MatchesTokens(name);
  }
  return false;
}

/// Returning to the last star alone is enough: an earlier one could only give the later one less to
/// work with.
bool GlobSegment::MatchesTokens(std::string_view name) const {
  const size_t wild_from = !dot_ && name.starts_with('.') ? 1 : 0;
  size_t token = 0;
  size_t at = 0;
  size_t star_token = kNone;
  size_t star_at = 0;
  while (at < name.size()) {
    if (token < tokens_.size() && tokens_[token].kind == Token::Kind::kStar) {
      star_token = token++;
      star_at = at;
      continue;
    }
    const Decoded decoded = Decode(name, at);
    if (token < tokens_.size() &&
        MatchesToken(tokens_[token], decoded.code_point, at >= wild_from)) {
      ++token;
      at += decoded.length;
      continue;
    }
    if (star_token == kNone || star_at < wild_from) return false;
    star_at += Decode(name, star_at).length;
    at = star_at;
    token = star_token + 1;
  }
  while (token < tokens_.size() && tokens_[token].kind == Token::Kind::kStar) ++token;
  return token == tokens_.size();
}

bool GlobSegment::MatchesToken(const Token& token, uint32_t code_point, bool wild) const {
  switch (token.kind) {
    case Token::Kind::kChar:
      return token.value == code_point;
    case Token::Kind::kAny:
      return wild;
    case Token::Kind::kClass:
      return wild && classes_[token.value].Contains(code_point);
    case Token::Kind::kStar:
      return false;
  }
  return false;
}

}  // namespace nacre
