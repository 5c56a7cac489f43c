#ifndef NACRE_CONSOLE_SPEC_PARTS_H_
#define NACRE_CONSOLE_SPEC_PARTS_H_

#include <array>

#include "console/spec.h"

/// The catalogue of tools, by theme.
namespace nacre {

const std::array<ToolSpec, 5>& FileTools();    ///< `ls` to `hashline_edit`.
const std::array<ToolSpec, 2>& SearchTools();  ///< `glob`, `grep`.
const std::array<ToolSpec, 5>& ShellTools();   ///< `execute` to `list_shells`.

}  // namespace nacre

#endif  // NACRE_CONSOLE_SPEC_PARTS_H_
