#ifndef NACRE_CONSOLE_PHRASES_H_
#define NACRE_CONSOLE_PHRASES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

/// "1 line", "2 lines"; with `plural` where an "s" is not enough: "2 matches".
std::string Counted(uint64_t count, std::string_view singular, std::string_view plural = {});

/// A path as one line of an answer shows it: control characters as `\n`, `\t` or `\x1b`, so that no
/// name can pass for a row of its own.
std::string ShownPath(std::string_view path);

}  // namespace nacre

#endif  // NACRE_CONSOLE_PHRASES_H_
