// The command-line program: nacre COMMAND ... on the folders that the WASI host opens to it.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "wasi/cli/command.h"

namespace nacre::cli {
namespace {

constexpr int kFailed = 2;

std::array<const Command*, 6> Commands() {
  return {&kLsCommand,   &kReadCommand, &kGrepCommand,
          &kGlobCommand, &kEditCommand, &kHashlineCommand};
}

void WriteUsage(Output& out) {
  out.Write("Usage: nacre COMMAND [ARGUMENT]...\n\n");
  out.Write("Works on the folders that the host opens, by absolute paths.\n\n");
  for (const Command* command : Commands()) {
    std::string name(command->name);
    name.resize(10, ' ');
    out.WriteLine("  " + name + std::string(command->summary));
  }
  out.Write(
      "\n'nacre COMMAND --help' tells more. Exit codes: 0 done, 1 nothing found, 2 failed.\n");
}

void WriteHelp(const Command& command, Output& out) {
  out.WriteLine("Usage: nacre " + std::string(command.name) + " " + std::string(command.words));
  out.WriteLine(std::string(command.summary) + ".");
  if (!command.details.empty()) out.Write("\n");
  out.Write(command.details);
}

int Failed(const Status& status) {
  Output errors(2);
  errors.WriteLine("nacre: " + status.message);
  return kFailed;
}

int RunCommand(const Command& command, std::span<const std::string_view> arguments) {
  Output out(1);
  if (std::ranges::find(arguments, "--help") != arguments.end()) {
    WriteHelp(command, out);
    return 0;
  }
  Result<Options> options =
      Options::Parse(arguments, command.options, command.least_words, command.most_words);
  if (!options) return Failed(options.error());
  Result<Outcome> outcome = command.run(*options, out);
  return outcome ? static_cast<int>(*outcome) : Failed(outcome.error());
}

int Run(std::span<const std::string_view> arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    Output out(arguments.empty() ? 2 : 1);
    WriteUsage(out);
    return arguments.empty() ? kFailed : 0;
  }
  for (const Command* command : Commands()) {
    if (command->name == arguments[0]) return RunCommand(*command, arguments.subspan(1));
  }
  return Failed({Code::kInvalidArgument,
                 "Unknown command '" + std::string(arguments[0]) +
                     "'; there are ls, read, grep, glob, edit and hashline",
                 {}});
}

}  // namespace
}  // namespace nacre::cli

int main(int count, char** arguments) {
  std::vector<std::string_view> words(arguments + std::min(count, 1), arguments + count);
  return nacre::cli::Run(words);
}
