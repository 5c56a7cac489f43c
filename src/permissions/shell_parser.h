#ifndef NACRE_PERMISSIONS_SHELL_PARSER_H_
#define NACRE_PERMISSIONS_SHELL_PARSER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "permissions/command_line.h"
#include "permissions/split_budget.h"

namespace nacre {

/// A simple command as the shell's grammar sees it, before anybody asks what its program does.
struct ShellCommand {
  std::vector<CommandWord> words;
  std::vector<CommandWord> assignments;
  std::vector<Redirection> redirections;
  std::vector<std::string> input;  ///< Here-documents and here-strings.
  std::string original;
  bool words_only = false;  ///< Not a command: the list of a `for`, the subject of a `case`.
  bool fed = false;         ///< Reads a pipe.
  std::optional<size_t>
      feeder;          ///< The one simple command at the other end of that pipe, if it is one.
  bool piped = false;  ///< Writes into a pipe.
  bool background = false;
  bool doubtful = false;  ///< A command in some shells only: what follows "||" in a `[[`.
};

struct ShellScript {
  std::vector<ShellCommand> commands;
  bool fork_bomb = false;
};

/// Reads `text` as a shell script. `depth` counts the scripts around it. Reserved words are
/// understood where they open and close what can hide a command; the grammar is otherwise tolerant,
/// so that a script some shell would run is seen whole. What is broken is flagged in `budget`.
ShellScript ParseShell(std::string_view text, SplitBudget& budget, size_t depth);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_SHELL_PARSER_H_
