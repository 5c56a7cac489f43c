#include "permissions/command_forms.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/format.h"
#include "base/path.h"
#include "permissions/wrappers.h"

namespace nacre {
namespace {

/// The arguments of a command, told apart.
struct Arguments {
  std::vector<std::string_view> operands;
  bool recursive = false;
};

Arguments TellApart(const SimpleCommand& command) {
  Arguments arguments;
  bool options_over = false;
  for (size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text;
    if (!options_over && word == "--") {
      options_over = true;
    } else if (!options_over && word.starts_with("--")) {
      // Long options may be abbreviated.
      arguments.recursive |= word.size() > 2 && std::string_view("--recursive").starts_with(word);
    } else if (!options_over && word.size() > 1 && word[0] == '-') {
      arguments.recursive |= word.find_first_of("rR") != std::string_view::npos;
    } else {
      arguments.operands.push_back(word);
    }
  }
  return arguments;
}

bool LeadsOut(std::string_view path, std::string_view root) {
  if (root == "/") return path == "/" || path == "/*";
  return !IsWithin(path, root);
}

bool ClimbsUp(std::string_view operand) {
  return operand == ".." || operand.starts_with("../") || operand.ends_with("/..") ||
         operand.contains("/../");
}

/// `operand` as written, and as the absolute path where the text alone hides what it is.
std::vector<std::string> Spellings(std::string_view operand, const CommandPlace& place) {
  std::vector<std::string> spellings{std::string(operand)};
  const bool homely =
      !place.home.empty() &&
      (operand.starts_with('~') || operand.starts_with("$HOME") || operand.starts_with("${HOME}"));
  for (const std::string& base : place.bases) {
    const std::string path = ResolveWord(operand, base, place.home);
    const bool moved = ClimbsUp(operand) || base != place.root;
    if (operand.starts_with('/') || homely || (moved && LeadsOut(path, place.root))) {
      spellings.push_back(path);
    }
  }
  return spellings;
}

void AddRemovals(const SimpleCommand& command, const CommandPlace& place,
                 std::vector<std::string>& forms) {
  const Arguments arguments = TellApart(command);
  if (!arguments.recursive) return;
  for (const std::string_view operand : arguments.operands) {
    for (const std::string& path : Spellings(operand, place)) forms.push_back("rm -rf " + path);
  }
}

void AddModeChanges(const SimpleCommand& command, const CommandPlace& place,
                    std::vector<std::string>& forms) {
  constexpr auto kOpenModes =
      std::to_array<std::string_view>({"777", "0777", "00777", "1777", "2777", "4777", "7777",
                                       "a+rwx", "a=rwx", "ugo+rwx", "ugo=rwx", "+rwx", "=rwx"});
  const Arguments arguments = TellApart(command);
  if (!arguments.recursive || arguments.operands.empty()) return;
  if (!std::ranges::contains(kOpenModes, arguments.operands[0])) return;
  for (const std::string_view operand : std::span(arguments.operands).subspan(1)) {
    for (const std::string& path : Spellings(operand, place)) {
      forms.push_back("chmod -R 777 " + path);
    }
  }
}

void AddCopies(const SimpleCommand& command, const CommandPlace& place,
               std::vector<std::string>& forms) {
  std::string input;
  std::vector<std::string> outputs;
  for (const CommandWord& word : command.words) {
    const std::string_view text = word.text;
    if (text.starts_with("if=")) input = text.substr(3);
    if (text.starts_with("of=")) outputs = Spellings(text.substr(3), place);
  }
  for (const std::string& output : outputs)
    forms.push_back(Format("dd if={} of={}", input, output));
}

void AddFind(const SimpleCommand& command, const CommandPlace& place,
             std::vector<std::string>& forms) {
  bool everything = false;
  bool removes = false;
  bool paths_over = false;
  for (size_t i = 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].text;
    paths_over |= word.starts_with('-') || word == "(" || word == "!";
    if (!paths_over && ResolveWord(word, place.root, place.home) == "/" && !word.starts_with('.')) {
      everything = true;
    }
    removes |= word == "-delete" || (paths_over && ProgramName(word) == "rm");
  }
  if (everything && removes) forms.emplace_back("rm -rf /");
}

}  // namespace

std::vector<std::string> EquivalentForms(const SimpleCommand& command, const CommandPlace& place) {
  std::vector<std::string> forms;
  for (const Redirection& redirection : command.redirections) {
    if (!redirection.writes) continue;
    for (const std::string& path : Spellings(redirection.target.text, place)) {
      forms.push_back("> " + path);
    }
  }
  if (command.words.empty() || command.role == CommandRole::kWords) return forms;
  const std::string_view program = command.words[0].text;
  const std::string_view name = ProgramName(program);
  if (name.size() != program.size()) {
    forms.push_back(Format("{}{}", name, command.text.substr(program.size())));
  }
  if (name == "rm") AddRemovals(command, place, forms);
  if (name == "chmod") AddModeChanges(command, place, forms);
  if (name == "dd") AddCopies(command, place, forms);
  if (name == "find") AddFind(command, place, forms);
  return forms;
}

}  // namespace nacre
