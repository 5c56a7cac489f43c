#include <cstdint>

#include "permissions/shell_grammar.h"

namespace nacre {
namespace {

bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendCodePoint(std::string& out, uint32_t value) {
  const auto byte = [&out](uint32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (value < 0x80) {
    byte(value);
  } else if (value < 0x800) {
    byte(0xC0 | (value >> 6)), byte(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    byte(0xE0 | (value >> 12)), byte(0x80 | ((value >> 6) & 0x3F)), byte(0x80 | (value & 0x3F));
  } else {
    byte(0xF0 | ((value >> 18) & 0x07)), byte(0x80 | ((value >> 12) & 0x3F));
    byte(0x80 | ((value >> 6) & 0x3F)), byte(0x80 | (value & 0x3F));
  }
}

/// Reads up to `most` digits of `base` at `position`.
uint32_t ReadDigits(std::string_view text, size_t& position, int most, int base) {
  uint32_t value = 0;
  for (int i = 0; i < most && position < text.size(); ++i) {
    const int digit = HexDigit(text[position]);
    if (digit < 0 || digit >= base) break;
    value = value * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
    ++position;
  }
  return value;
}

/// What the inside of `$'...'` stands for. A NUL ends it, as in the shells.
std::string DecodeAnsi(std::string_view body) {
  std::string out;
  for (size_t i = 0; i < body.size();) {
    const char c = body[i++];
    if (c != '\\' || i == body.size()) {
      out.push_back(c);
      continue;
    }
    const char escape = body[i++];
    constexpr std::string_view kNames = "abeEfnrtv";
    constexpr std::string_view kValues = "\a\b\x1B\x1B\f\n\r\t\v";
    if (const size_t known = kNames.find(escape); known != std::string_view::npos) {
      out.push_back(kValues[known]);
    } else if (escape == 'x' || escape == 'u' || escape == 'U') {
      const size_t begin = i;
      const uint32_t value = ReadDigits(body, i, escape == 'x' ? 2 : escape == 'u' ? 4 : 8, 16);
      if (i == begin) {
        out += {'\\', escape};
      } else if (value == 0) {
        return out;
      } else if (escape == 'x') {
        out.push_back(static_cast<char>(value));
      } else {
        AppendCodePoint(out, value);
      }
    } else if (escape >= '0' && escape <= '7') {
      --i;
      const auto value = static_cast<unsigned char>(ReadDigits(body, i, 3, 8));
      if (value == 0) return out;
      out.push_back(static_cast<char>(value));
    } else if (escape == 'c' && i < body.size()) {
      out.push_back(static_cast<char>(body[i++] & 0x1F));
    } else {
      if (escape != '\\' && escape != '\'' && escape != '"' && escape != '?') out.push_back('\\');
      out.push_back(escape);
    }
  }
  return out;
}

}  // namespace

bool ShellGrammar::AtWordEnd() const {
  if (AtEnd()) return true;
  const char c = Peek();
  if (c == '<' || c == '>') return Peek(1) != '(';
  return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '(' ||
         c == ')';
}

ShellWord ShellGrammar::ReadWord() {
  ShellWord word;
  while (!AtWordEnd()) {
    const char c = Peek();
    switch (c) {
      case '\\':
        if (Peek(1) == '\n') {
          position_ += 2;
        } else if (position_ + 1 >= text_.size()) {
          word.Append("\\", ShellWord::kQuoted);
          ++position_;
        } else {
          word.quoted = true;
          word.Append(text_.substr(position_ + 1, 1), ShellWord::kQuoted);
          position_ += 2;
        }
        break;
      case '\'':
        ReadSingleQuoted(word);
        break;
      case '"':
        ReadDoubleQuoted(word);
        break;
      case '$':
        ReadDollar(word, false);
        break;
      case '`':
        ReadBackticks(word, false);
        break;
      case '<':
      case '>':
        ReadProcessSubstitution(word);
        break;
      default:
        word.Append(text_.substr(position_, 1), ShellWord::kPlain);
        ++position_;
    }
  }
  return word;
}

void ShellGrammar::ReadSingleQuoted(ShellWord& word) {
  word.quoted = true;
  const size_t close = text_.find('\'', position_ + 1);
  if (close == std::string_view::npos) budget_.Flag("Unterminated quote");
  word.Append(text_.substr(position_ + 1, close - position_ - 1), ShellWord::kQuoted);
  position_ = close == std::string_view::npos ? text_.size() : close + 1;
}

void ShellGrammar::ReadDoubleQuoted(ShellWord& word) {
  word.quoted = true;
  ++position_;
  while (!AtEnd() && Peek() != '"') ReadDoubleQuotedPart(word);
  if (AtEnd()) {
    budget_.Flag("Unterminated quote");
  } else {
    ++position_;
  }
}

void ShellGrammar::ReadDoubleQuotedPart(ShellWord& word) {
  const char c = Peek();
  if (c == '$') {
    ReadDollar(word, true);
  } else if (c == '`') {
    ReadBackticks(word, true);
  } else if (c == '\\' && Peek(1) == '\n') {
    position_ += 2;
  } else if (c == '\\' && std::string_view("$`\"\\").contains(Peek(1))) {
    word.Append(text_.substr(position_ + 1, 1), ShellWord::kQuoted);
    position_ += 2;
  } else {
    word.Append(text_.substr(position_, 1), ShellWord::kQuoted);
    ++position_;
  }
}

void ShellGrammar::ReadAnsiQuoted(ShellWord& word) {
  word.quoted = true;
  position_ += 2;
  const size_t begin = position_;
  while (!AtEnd() && Peek() != '\'') {
    // A shell without this quoting ends the string at the escaped quote.
    if (LooksAt("\\'")) budget_.Flag("Quote that shells read differently: $'...\\'...'");
    position_ += Peek() == '\\' ? 2 : 1;
  }
  if (AtEnd()) {
    budget_.Flag("Unterminated quote");
    GiveUp();
  }
  word.Append(DecodeAnsi(text_.substr(begin, position_ - begin)), ShellWord::kQuoted);
  if (!AtEnd()) ++position_;
}

void ShellGrammar::ReadDollar(ShellWord& word, bool quoted) {
  const size_t begin = position_;
  const char next = Peek(1);
  if (next == '\'' && !quoted) return ReadAnsiQuoted(word);
  if (next == '"' && !quoted) {
    ++position_;
    return ReadDoubleQuoted(word);
  }
  if (next == '{') return ReadParameter(word, quoted);
  if (next == '(') {
    const auto arithmetic = Peek(2) == '(' ? ArithmeticEnd(begin + 1) : std::nullopt;
    if (arithmetic) {
      ReadArithmetic(*arithmetic);
    } else {
      position_ += 2;
      ReadSubstitution(Stop::kParenthesis);
    }
  } else if (IsNamePart(next)) {
    ++position_;
    while (!AtEnd() && IsNamePart(Peek())) ++position_;
  } else if (next != '\0' && std::string_view("@*#?-$!").contains(next)) {
    position_ += 2;
  } else {
    word.Append("$", quoted ? ShellWord::kQuoted : ShellWord::kPlain);
    ++position_;
    return;
  }
  word.Append(text_.substr(begin, position_ - begin), ShellWord::kExpansion);
}

void ShellGrammar::ReadParameter(ShellWord& word, bool quoted) {
  const size_t begin = position_;
  position_ += 2;
  if (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '|') {
    if (Peek() == '|') ++position_;
    ReadSubstitution(Stop::kBrace);
  } else if (!budget_.Allows(depth_ + 1)) {
    GiveUp();
  } else {
    ++depth_;
    ShellWord inside;
    while (!AtEnd() && Peek() != '}') {
      if (Peek() == '\\') {
        position_ += 2;
      } else if (Peek() == '\'' && !quoted) {
        ReadSingleQuoted(inside);
      } else if (Peek() == '"') {
        ReadDoubleQuoted(inside);
      } else if (Peek() == '$') {
        ReadDollar(inside, quoted);
      } else if (Peek() == '`') {
        ReadBackticks(inside, quoted);
      } else {
        ++position_;
      }
    }
    if (AtEnd()) {
      budget_.Flag("Unterminated '${'");
      GiveUp();
    } else {
      ++position_;
    }
    --depth_;
  }
  word.Append(text_.substr(begin, position_ - begin), ShellWord::kExpansion);
}

void ShellGrammar::ReadBackticks(ShellWord& word, bool quoted) {
  const size_t begin = position_++;
  std::string inside;
  while (!AtEnd() && Peek() != '`') {
    const char escaped = Peek() == '\\' ? Peek(1) : '\0';
    if (escaped == '`' || escaped == '\\' || escaped == '$' || (quoted && escaped == '"')) {
      ++position_;
    }
    inside.push_back(Peek());
    ++position_;
  }
  if (AtEnd()) {
    budget_.Flag("Unterminated backtick");
  } else {
    ++position_;
  }
  word.Append(text_.substr(begin, position_ - begin), ShellWord::kExpansion);
  ReadEmbedded(inside);
}

void ShellGrammar::ReadProcessSubstitution(ShellWord& word) {
  const size_t begin = position_;
  position_ += 2;
  ReadSubstitution(Stop::kParenthesis);
  word.Append(text_.substr(begin, position_ - begin), ShellWord::kExpansion);
}

std::optional<size_t> ShellGrammar::ArithmeticEnd(size_t open) const {
  size_t nesting = 0;
  for (size_t i = open + 1; i < text_.size(); ++i) {
    const char c = text_[i];
    if (c == '\\') {
      ++i;
    } else if (c == '\'' || c == '"') {
      i = text_.find(c, i + 1);
      if (i == std::string_view::npos) return std::nullopt;
    } else if (c == '(') {
      ++nesting;
    } else if (c == ')' && --nesting == 0) {
      const bool closed = i + 1 < text_.size() && text_[i + 1] == ')';
      return closed ? std::optional(i + 2) : std::nullopt;
    }
  }
  return std::nullopt;
}

void ShellGrammar::ReadArithmetic(size_t end) {
  if (!budget_.Allows(depth_ + 1)) return GiveUp();
  ++depth_;
  ShellWord inside;
  position_ += 3;
  while (position_ < end) ReadDoubleQuotedPart(inside);
  --depth_;
}

void ShellGrammar::ReadEmbedded(std::string_view text) {
  if (!budget_.Allows(depth_ + 1) || !budget_.Spend(text.size())) return GiveUp();
  ShellGrammar(text, budget_, depth_ + 1, script_).ReadScript();
}

void ShellGrammar::ReadHereText() {
  ShellWord text;
  while (!AtEnd()) ReadDoubleQuotedPart(text);
}

}  // namespace nacre
