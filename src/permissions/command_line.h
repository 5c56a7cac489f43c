#ifndef NACRE_PERMISSIONS_COMMAND_LINE_H_
#define NACRE_PERMISSIONS_COMMAND_LINE_H_

#include <string>
#include <string_view>
#include <vector>

namespace nacre {

/// One word after quote removal. Expansions (`$X`, `$(...)`, backticks) stay in it as text.
struct CommandWord {
  std::string text;
  bool quoted = false;    ///< Some of it stood in quotes or behind a backslash.
  bool expanded = false;  ///< Holds an expansion, so its value is not known.
  bool globbed = false;   ///< Holds an unquoted `*`, `?` or `[`.
  bool tilde = false;     ///< Begins with an unquoted "~".
};

/// `< file`, `> file` and their kin. Duplicated descriptors (`2>&1`) are not reported.
struct Redirection {
  CommandWord target;
  bool reads = false;
  bool writes = false;
};

/// How a simple command takes part in the decision over its line.
enum class CommandRole {
  kCommand,  ///< Runs as written.
  kWrapper,  ///< Only carries another reported command (`env`, `nohup`, `sh -c`, ...), which
             ///< decides.
  kWords,    ///< Runs nothing: the list of a `for`, the subject of a `case`, the redirections of a
             ///< group.
};

/// One program call found in a command line.
struct SimpleCommand {
  CommandRole role = CommandRole::kCommand;
  std::vector<CommandWord>
      words;  ///< The program and its arguments; leading assignments are not among them.
  std::vector<CommandWord> assignments;  ///< `NAME=value` before the program.
  std::vector<Redirection> redirections;
  std::string text;      ///< The words joined by one space, without quotes.
  std::string original;  ///< As written, quotes and all.
  bool dynamic =
      false;  ///< What it runs is known only at run time: `$X`, `curl ... | sh`, `eval "$(...)"`.
  bool hijacks =
      false;  ///< An assignment changes which code runs (`PATH`, `LD_PRELOAD`, `BASH_ENV`, ...).
  bool piped = false;  ///< Its output feeds another command.
  bool wraps = false;  ///< What it runs in turn follows as commands of their own.
};

/// Everything that a command line runs.
struct CommandLine {
  std::vector<SimpleCommand> commands;
  std::vector<std::string> directories;  ///< The literal arguments of every `cd` and `pushd`.
  bool unparsable = false;  ///< Something was not understood; `commands` holds what was.
  std::string problem;      ///< What, when `unparsable`: "Unterminated quote".
  bool fork_bomb = false;   ///< A function calls itself in the background or more than once.
};

/// Finds every simple command of a POSIX shell command line, the common extensions of bash, zsh and
/// dash included: lists, pipelines, subshells, groups, functions, compound commands,
/// here-documents, substitutions (also inside double quotes), brace expansion, `$'...'`. Programs
/// that run other programs (`env`, `sudo`, `xargs`, `find -exec`, `sh -c`, `eval`, a pipe or
/// here-document into a shell, ...) are reported together with what they run.
///
/// It is bounded (`limits::kCommandBytes`, `kCommandParts`, `kCommandDepth`, `kCommandWork`) and
/// never fails: what is beyond it is flagged. It reads text; it can't know what variables, aliases,
/// scripts, interpreters or downloaded programs do. Command rules are a seat belt against
/// accidents; the sandbox is the wall.
CommandLine SplitCommandLine(std::string_view command);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_COMMAND_LINE_H_
