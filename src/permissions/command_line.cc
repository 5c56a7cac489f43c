#include "permissions/command_line.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "permissions/shell_parser.h"
#include "permissions/split_budget.h"
#include "permissions/wrappers.h"

namespace nacre {
namespace {

std::string JoinWords(const std::vector<CommandWord>& words) {
  std::string text;
  for (const CommandWord& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

bool PrintsItsArguments(const ShellCommand& command) {
  if (command.words.empty()) return false;
  const std::string_view name = ProgramName(command.words[0].text);
  return name == "echo" || name == "printf" || name == "print";
}

/// What `echo` and its kin write, near enough to be read as shell text.
std::string Printed(const ShellCommand& command) {
  std::string text;
  for (size_t i = 1; i < command.words.size(); ++i) {
    const std::string& word = command.words[i].text;
    if (word.starts_with('-') && text.empty()) continue;
    if (!text.empty()) text += ' ';
    for (size_t j = 0; j < word.size(); ++j) {
      if (word[j] == '\\' && j + 1 < word.size() && word[j + 1] == 'n') {
        text += '\n';
        ++j;
      } else {
        text += word[j];
      }
    }
  }
  return text;
}

bool IsKnownProgram(const CommandWord& program) {
  // "=rm" is what zsh makes the path of rm of.
  return !program.expanded && !program.globbed && !program.text.starts_with('=');
}

/// Follows what commands run, and collects all of it.
class Splitter {
 public:
  CommandLine Split(std::string_view text) {
    AddScript(text, 0, false);
    line_.unparsable = !budget_.problem().empty();
    line_.problem = budget_.problem();
    const bool all_hijacked = std::ranges::any_of(line_.commands, [](const auto& command) {
      return command.role == CommandRole::kWords && command.hijacks;
    });
    for (SimpleCommand& command : line_.commands) command.hijacks |= all_hijacked;
    return std::move(line_);
  }

  SplitBudget& budget() { return budget_; }

 private:
  void AddScript(std::string_view text, size_t depth, bool hijacked) {
    const ShellScript script = ParseShell(text, budget_, depth);
    if (script.fork_bomb) line_.fork_bomb = true;
    for (const ShellCommand& command : script.commands) {
      SimpleCommand simple;
      simple.words = command.words;
      simple.assignments = command.assignments;
      simple.redirections = command.redirections;
      simple.original = command.original;
      simple.piped = command.piped;
      simple.hijacks =
          hijacked || std::ranges::any_of(command.assignments, [](const auto& word) {
            return IsHijackingVariable(std::string_view(word.text).substr(0, word.text.find('=')));
          });
      if (command.words_only) {
        simple.role = CommandRole::kWords;
        simple.text = JoinWords(simple.words);
        line_.commands.push_back(std::move(simple));
        continue;
      }
      if (command.doubtful) simple.role = CommandRole::kWrapper;
      Add(std::move(simple), Input(script, command), depth);
    }
  }

  /// The text that reaches a command's standard input. `known` is false when some of it can't be
  /// seen.
  struct InputText {
    std::vector<std::string> scripts;
    bool known = true;
    std::vector<CommandWord> printed;  // The arguments of an `echo` at the other end of the pipe.
  };

  static InputText Input(const ShellScript& script, const ShellCommand& command) {
    InputText input{.scripts = command.input, .known = true, .printed = {}};
    if (!input.scripts.empty() || !command.fed) return input;
    input.known = false;
    if (!command.feeder) return input;
    const ShellCommand& feeder = script.commands[*command.feeder];
    if (!PrintsItsArguments(feeder)) return input;
    input.printed.assign(feeder.words.begin() + 1, feeder.words.end());
    input.scripts.push_back(Printed(feeder));
    input.known =
        std::ranges::none_of(feeder.words, [](const auto& word) { return word.expanded; });
    return input;
  }

  void Add(SimpleCommand simple, const InputText& input, size_t depth) {
    simple.text = JoinWords(simple.words);
    if (!IsKnownProgram(simple.words[0])) simple.dynamic = true;
    const std::string_view name = ProgramName(simple.words[0].text);
    if (name == "cd" || name == "pushd" || name == "chdir") AddDirectory(simple.words);

    Wrapped wrapped = Unwrap(simple.words);
    simple.wraps = !wrapped.commands.empty() || !wrapped.scripts.empty();
    if (wrapped.transparent && simple.wraps) simple.role = CommandRole::kWrapper;
    if (wrapped.dynamic || (wrapped.reads_input && !input.known)) simple.dynamic = true;
    if (wrapped.reads_input) {
      wrapped.scripts.insert(wrapped.scripts.end(), input.scripts.begin(), input.scripts.end());
    }
    if (name == "xargs" && !wrapped.commands.empty()) {
      auto& command = wrapped.commands[0];
      command.insert(command.end(), input.printed.begin(), input.printed.end());
    }
    const bool hijacks = simple.hijacks || wrapped.hijacks;
    const bool piped = simple.piped;
    const std::string original = simple.original;
    line_.commands.push_back(std::move(simple));

    for (std::vector<CommandWord>& words : wrapped.commands) {
      if (!budget_.Allows(depth + 1) || !budget_.SpendCommand()) return;
      SimpleCommand inner;
      inner.words = std::move(words);
      inner.original = original;
      inner.hijacks = hijacks;
      inner.piped = piped;
      size_t bytes = 0;
      for (const CommandWord& word : inner.words) bytes += word.text.size() + 1;
      if (!budget_.Spend(bytes)) return;
      Add(std::move(inner), input, depth + 1);
    }
    for (const std::string& script : wrapped.scripts) AddScript(script, depth + 1, hijacks);
  }

  void AddDirectory(const std::vector<CommandWord>& words) {
    for (size_t i = 1; i < words.size(); ++i) {
      const CommandWord& word = words[i];
      if (word.expanded || word.globbed || (word.text.size() > 1 && word.text[0] == '-')) continue;
      KeepDirectory(word.text);
      return;
    }
    KeepDirectory("~");
  }

  void KeepDirectory(std::string_view directory) {
    if (std::ranges::contains(line_.directories, directory)) return;
    if (line_.directories.size() == limits::kCommandDirectories) {
      budget_.Flag("Command line changes directory too often");
      return;
    }
    line_.directories.emplace_back(directory);
  }

  SplitBudget budget_;
  CommandLine line_;
};

}  // namespace

CommandLine SplitCommandLine(std::string_view command) {
  Splitter splitter;
  if (command.size() > limits::kCommandBytes) {
    splitter.budget().Flag(Format("Command line is longer than {} bytes", limits::kCommandBytes));
    command = command.substr(0, limits::kCommandBytes);
  }
  if (command.contains('\0')) splitter.budget().Flag("Command line holds a NUL");
  return splitter.Split(command);
}

}  // namespace nacre
