#ifndef NACRE_PERMISSIONS_SHELL_WORD_H_
#define NACRE_PERMISSIONS_SHELL_WORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "permissions/command_line.h"
#include "permissions/split_budget.h"

namespace nacre {

/// A shell word while it is read: its text without quotes, and for every byte where it came from.
struct ShellWord {
  enum Mark : char { kPlain = '.', kQuoted = 'q', kExpansion = 'e' };

  std::string text;
  std::string marks;  ///< One `Mark` for each byte of `text`.
  bool quoted = false;

  void Append(std::string_view bytes, Mark mark);
  /// Unquoted and without expansions, so that it can be a reserved word or a number.
  bool IsPlain() const;
  /// Begins with an unquoted `NAME=`, `NAME+=` or `NAME[...]=`.
  bool IsAssignment() const;
  CommandWord Finish() const;
};

/// The words that brace expansion makes of `word`: `{a,b}` and `{1..3}`. A word without braces is
/// itself. Expansions beyond the budget flag it, and the word stays as it is.
std::vector<ShellWord> ExpandBraces(const ShellWord& word, SplitBudget& budget);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_SHELL_WORD_H_
