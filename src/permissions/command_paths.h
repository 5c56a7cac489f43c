#ifndef NACRE_PERMISSIONS_COMMAND_PATHS_H_
#define NACRE_PERMISSIONS_COMMAND_PATHS_H_

#include <string>
#include <string_view>
#include <vector>

#include "permissions/command_line.h"

namespace nacre {

/// Where a command line runs, so that the words in it can be read as paths.
struct CommandPlace {
  std::string root;                ///< Absolute and normalised.
  std::string home;                ///< Empty leaves "~" as text.
  std::vector<std::string> bases;  ///< `root`, then where each literal `cd` of the line leads.
};

CommandPlace PlaceOf(const CommandLine& line, std::string_view root, std::string_view home);

/// `word` as an absolute path, seen from `base`: "." and ".." resolved in the text, "~", "$HOME"
/// and "${HOME}" replaced.
std::string ResolveWord(std::string_view word, std::string_view base, std::string_view home);

/// A path that a command may touch.
struct PathReference {
  std::string target;    ///< Absolute.
  std::string word;      ///< As written.
  bool written = false;  ///< It may be changed; else only read.
};

/// The paths that a command line names, sorted, without duplicates.
struct PathReferences {
  std::vector<PathReference> paths;
  bool complete =
      true;  ///< False when they exceed `limits::kCommandPathBytes`; `paths` holds the first.
};

/// The paths that the words of a command line denote.
///
/// Left out: the options themselves (but not their values), words that hold white space unless they
/// begin like a path (messages, code), URLs other than `file:`, what `echo` and `printf` print to
/// the terminal, the pattern or program of `grep`, `sed`, `awk`, `jq` and their kin, commit
/// messages, and the arguments of wrappers, whose commands are looked at themselves. Arguments of
/// programs that are known only to read, and programs themselves, count as read. Redirections are
/// not among them; they are `SimpleCommand::redirections`.
PathReferences FindPathReferences(const CommandLine& line, std::string_view command,
                                  const CommandPlace& place);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_COMMAND_PATHS_H_
