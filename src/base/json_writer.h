#ifndef NACRE_BASE_JSON_WRITER_H_
#define NACRE_BASE_JSON_WRITER_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace nacre {

/// Writes one JSON text from front to back, without a tree of values in between: listings of many
/// thousand entries go through it. The caller keeps the order of calls well-formed.
class JsonWriter {
 public:
  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  void Key(std::string_view name);

  /// A string; ill-formed UTF-8 is repaired with U+FFFD.
  void Value(std::string_view text);
  void Value(const std::string& text) { Value(std::string_view(text)); }
  void Value(const char* text) { Value(std::string_view(text)); }
  /// As deep as the value is: what comes from outside is at most `limits::kJsonDepth`.
  void Value(const Json& value);
  void Value(std::same_as<bool> auto value) { Raw(value ? "true" : "false"); }
  void Value(std::unsigned_integral auto value)
    requires(!std::same_as<decltype(value), bool>)
  {
    Number(value, false);
  }
  void Value(std::signed_integral auto value) {
    bool negative = value < 0;
    Number(negative ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value), negative);
  }
  void Value(double value);
  void Null() { Raw("null"); }

  template <typename T>
  void Field(std::string_view name, const T& value) {
    Key(name);
    Value(value);
  }

  /// A field that is left out when there is no value.
  template <typename T>
  void OptionalField(std::string_view name, const std::optional<T>& value) {
    if (value) Field(name, *value);
  }

  /// The text written. The writer is done.
  std::string Take() { return std::move(text_); }

 private:
  void Separate();
  void Open(char bracket);
  void Close(char bracket);
  void Raw(std::string_view token);
  void Number(uint64_t magnitude, bool negative);
  void Quote(std::string_view text);

  std::string text_;
  bool comma_ = false;  ///< Whether a value stands before the next one.
};

}  // namespace nacre

#endif  // NACRE_BASE_JSON_WRITER_H_
