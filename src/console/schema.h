#ifndef NACRE_CONSOLE_SCHEMA_H_
#define NACRE_CONSOLE_SCHEMA_H_

#include <span>
#include <string>

#include "base/json.h"
#include "console/spec.h"

namespace nacre {

/// The JSON Schema (draft 2020-12) of an object with these parameters: every property described,
/// nothing else allowed.
Json InputSchema(std::span<const Parameter> parameters);

/// What values a parameter takes, in words: "an integer from 1 to 86400".
std::string AllowedValues(const Parameter& parameter);

}  // namespace nacre

#endif  // NACRE_CONSOLE_SCHEMA_H_
