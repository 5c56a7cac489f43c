#ifndef NACRE_WASM_WASI_CLI_COMMAND_H_
#define NACRE_WASM_WASI_CLI_COMMAND_H_

#include <span>
#include <string_view>

#include "base/status.h"
#include "wasi/cli/options.h"
#include "wasi/cli/output.h"

namespace nacre::cli {

/// How a command ended: the exit code of the process. A failure is code 2.
enum class Outcome { kDone = 0, kNothingFound = 1 };

/// One command of the program.
struct Command {
  std::string_view name;
  std::string_view words;    ///< "PATTERN [PATH]"
  std::string_view summary;  ///< One line.
  std::string_view details;  ///< A line an option.
  std::span<const OptionSpec> options;
  size_t least_words = 0;
  size_t most_words = 0;
  Result<Outcome> (*run)(const Options& options, Output& out);
};

extern const Command kLsCommand;
extern const Command kReadCommand;
extern const Command kGrepCommand;
extern const Command kGlobCommand;
extern const Command kEditCommand;
extern const Command kHashlineCommand;

}  // namespace nacre::cli

#endif  // NACRE_WASM_WASI_CLI_COMMAND_H_
