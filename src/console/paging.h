#ifndef NACRE_CONSOLE_PAGING_H_
#define NACRE_CONSOLE_PAGING_H_

#include <cstdint>
#include <string>

#include "base/json.h"
#include "text/render.h"

namespace nacre {

/// The page that the checked arguments of `read_file` ask for.
PageRequest PageOf(const Json& args);

/// The line under a cut page that says how to go on.
std::string GoOnNote(int64_t next_offset);

}  // namespace nacre

#endif  // NACRE_CONSOLE_PAGING_H_
