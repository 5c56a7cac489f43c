#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.h"

namespace nacre {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// The letter of the short escape of `c`, 'u' for a control character without one, 0 for none.
char EscapeOf(unsigned char c) {
  switch (c) {
    case '"':
    case '\\':
      return static_cast<char>(c);
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return c < 0x20 ? 'u' : '\0';
  }
}

}  // namespace

void JsonWriter::Key(std::string_view name) {
  Separate();
  Quote(name);
  text_ += ':';
  comma_ = false;
}

void JsonWriter::Value(std::string_view text) {
  Separate();
  if (IsValidUtf8(text)) {
    Quote(text);
  } else {
    Quote(ToValidUtf8(text));
  }
  comma_ = true;
}

void JsonWriter::Value(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      BeginObject();
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) Field(name, member);
      return EndObject();
    case Json::value_t::array:
      BeginArray();
      for (const Json& element : value.get_ref<const Json::array_t&>()) Value(element);
      return EndArray();
    case Json::value_t::string:
      return Value(value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      return Value(value.get<bool>());
    case Json::value_t::number_integer:
      return Value(value.get<int64_t>());
    case Json::value_t::number_unsigned:
      return Value(value.get<uint64_t>());
    case Json::value_t::number_float:
      return Value(value.get<double>());
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      return Null();
  }
}

void JsonWriter::Value(double value) {
  if (!std::isfinite(value)) return Null();
  // Not std::to_chars, whose tables are larger than everything else here.
  std::array<char, 32> digits;
  char* end = nlohmann::detail::to_chars(digits.data(), digits.data() + digits.size(), value);
  Raw({digits.data(), static_cast<size_t>(end - digits.data())});
}

void JsonWriter::Separate() {
  if (comma_) text_ += ',';
}

void JsonWriter::Open(char bracket) {
  Separate();
  text_ += bracket;
  comma_ = false;
}

void JsonWriter::Close(char bracket) {
  text_ += bracket;
  comma_ = true;
}

void JsonWriter::Raw(std::string_view token) {
  Separate();
  text_ += token;
  comma_ = true;
}

void JsonWriter::Number(uint64_t magnitude, bool negative) {
  std::array<char, 24> digits;
  char* begin = digits.data();
  if (negative) *begin++ = '-';
  char* end = std::to_chars(begin, digits.data() + digits.size(), magnitude).ptr;
  Raw({digits.data(), static_cast<size_t>(end - digits.data())});
}

void JsonWriter::Quote(std::string_view text) {
  text_ += '"';
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    char escape = EscapeOf(c);
    if (escape == '\0') continue;
    text_ += text.substr(copied, i - copied);
    copied = i + 1;
    text_ += '\\';
    text_ += escape;
    if (escape != 'u') continue;
    text_ += "00";
    text_ += kHexDigits[c >> 4];
    text_ += kHexDigits[c & 15];
  }
  text_ += text.substr(copied);
  text_ += '"';
}

}  // namespace nacre
