#ifndef NACRE_CONSOLE_FIELDS_H_
#define NACRE_CONSOLE_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

/// Reading JSON that a host or a third-party backend wrote: a missing or mistyped field is a plain
/// default, never a failure.
namespace nacre {

/// The member `key` of `object`; null when there is none or `object` is no object.
const Json* FindField(const Json& object, std::string_view key);

/// The string at `key`, else "".
std::string_view StringField(const Json& object, std::string_view key);

/// The boolean at `key`, else `fallback`.
bool BoolField(const Json& object, std::string_view key, bool fallback = false);

/// The integer at `key` (or a number without fraction, as JavaScript writes), else nothing.
std::optional<int64_t> IntegerField(const Json& object, std::string_view key);

/// The array at `key`, else an empty one.
const Json& ArrayField(const Json& object, std::string_view key);

/// `value` as a whole number, if it is one that fits.
std::optional<int64_t> ToInteger(const Json& value);

}  // namespace nacre

#endif  // NACRE_CONSOLE_FIELDS_H_
