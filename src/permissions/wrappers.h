#ifndef NACRE_PERMISSIONS_WRAPPERS_H_
#define NACRE_PERMISSIONS_WRAPPERS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "permissions/command_line.h"

namespace nacre {

/// The last segment of the program's name: "env" for "/usr/bin/env".
std::string_view ProgramName(std::string_view program);

/// Whether `name` is a shell: it runs `-c` strings, files and its standard input.
bool IsShell(std::string_view name);

/// Whether setting variable `name` changes which code runs.
bool IsHijackingVariable(std::string_view name);

/// What a program's arguments run.
struct Wrapped {
  std::vector<std::vector<CommandWord>> commands;  ///< Argument vectors.
  std::vector<std::string> scripts;                ///< Shell text.
  bool transparent = false;  ///< The program adds nothing of its own: what it runs decides.
  bool reads_input = false;  ///< Runs its standard input as a script.
  bool dynamic = false;      ///< Runs something that is not in the arguments.
  bool hijacks = false;      ///< Sets a variable that changes which code runs.
};

/// Looks into the arguments of the programs known to run others. `words` is not empty.
Wrapped Unwrap(std::span<const CommandWord> words);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_WRAPPERS_H_
