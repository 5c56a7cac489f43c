#ifndef NACRE_CONSOLE_ARGUMENTS_H_
#define NACRE_CONSOLE_ARGUMENTS_H_

#include <span>
#include <string_view>

#include "base/json.h"
#include "base/status.h"
#include "console/spec.h"

namespace nacre {

/// Reads the arguments a model wrote for `tool`, checks them against `parameters` and fills in
/// defaults. In the result every member has the type that its parameter says, or is null where the
/// parameter is nullable; those without a value and without a default are absent.
///
/// Fails with one `kInvalidArgument` that names every problem, the value and what is allowed, or
/// with `kLimitExceeded` for a text that is too large or too deep.
///
/// Taken as meant: no text at all for "{}", null for an argument that may be left out, an integer
/// written as "12" or 12.0, a boolean written as "true" or "false", and `file_path` for `path`.
Result<Json> CheckArguments(std::string_view tool, std::span<const Parameter> parameters,
                            std::string_view text);

}  // namespace nacre

#endif  // NACRE_CONSOLE_ARGUMENTS_H_
