#include "console/fields.h"

#include <cmath>
#include <limits>

namespace nacre {

const Json* FindField(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string_view StringField(const Json& object, std::string_view key) {
  const Json* field = FindField(object, key);
  if (field == nullptr || !field->is_string()) return {};
  return *field->get_ptr<const std::string*>();
}

bool BoolField(const Json& object, std::string_view key, bool fallback) {
  const Json* field = FindField(object, key);
  return field != nullptr && field->is_boolean() ? *field->get_ptr<const bool*>() : fallback;
}

std::optional<int64_t> IntegerField(const Json& object, std::string_view key) {
  const Json* field = FindField(object, key);
  return field == nullptr ? std::nullopt : ToInteger(*field);
}

const Json& ArrayField(const Json& object, std::string_view key) {
  static const Json kEmpty = Json::array();
  const Json* field = FindField(object, key);
  return field != nullptr && field->is_array() ? *field : kEmpty;
}

std::optional<int64_t> ToInteger(const Json& value) {
  if (value.is_number_unsigned()) {
    uint64_t number = *value.get_ptr<const uint64_t*>();
    if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return std::nullopt;
    return static_cast<int64_t>(number);
  }
  if (value.is_number_integer()) return *value.get_ptr<const int64_t*>();
  if (!value.is_number_float()) return std::nullopt;
  constexpr double kLargestExact = 9007199254740992.0;
  double number = *value.get_ptr<const double*>();
  if (std::trunc(number) != number || std::fabs(number) > kLargestExact) return std::nullopt;
  return static_cast<int64_t>(number);
}

}  // namespace nacre
