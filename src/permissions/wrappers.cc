#include "permissions/wrappers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"

namespace nacre {
namespace {

using Words = std::span<const CommandWord>;

/// A program that runs its operands as a command, and how to step over its own arguments.
struct Wrapper {
  std::string_view name;
  std::string_view short_values;  ///< Letters of options that take a value.
  std::string_view long_values;   ///< Names of long options that take a value, each between spaces.
  size_t operands = 0;            ///< Its own operands before the command.
  bool assigns = false;           ///< `NAME=value` operands set variables.
  bool transparent = true;
};

constexpr auto kWrappers = std::to_array<Wrapper>({
    {"env", "uCP", " unset chdir ", 0, true, true},
    {"sudo", "CDghpRrTtUu",
     " user group host prompt chdir chroot close-from command-timeout other-user role type ", 0,
     true, false},
    {"doas", "Cu", "", 0, false, false},
    {"pkexec", "", " user ", 0, false, false},
    {"runuser", "uGgcs", " user group shell ", 0, false, false},
    {"nohup", "", "", 0, false, true},
    {"xargs", "adEeIiLlnPs",
     " arg-file delimiter max-args max-procs max-chars max-lines process-slot-var ", 0, false,
     false},
    {"time", "fo", " format output ", 0, false, true},
    {"gtime", "fo", " format output ", 0, false, true},
    {"timeout", "ks", " kill-after signal ", 1, false, true},
    {"gtimeout", "ks", " kill-after signal ", 1, false, true},
    {"nice", "n", " adjustment ", 0, false, true},
    {"ionice", "cnt", " class classdata ", 0, false, true},
    {"chrt", "TPD", "", 1, false, true},
    {"taskset", "", "", 1, false, true},
    {"stdbuf", "ioe", " input output error ", 0, false, true},
    {"setsid", "", "", 0, false, true},
    {"unbuffer", "", "", 0, false, true},
    {"caffeinate", "tw", "", 0, false, true},
    {"command", "", "", 0, false, true},
    {"builtin", "", "", 0, false, true},
    {"exec", "a", "", 0, false, true},
    {"nocorrect", "", "", 0, false, true},
    {"noglob", "", "", 0, false, true},
    {"-", "", "", 0, false, true},
    {"repeat", "", "", 1, false, true},
    {"busybox", "", "", 0, false, true},
    {"toybox", "", "", 0, false, true},
    {"strace", "abeEIoOpPsSuX", "", 0, false, true},
    {"ltrace", "aAeFlnopsuw", "", 0, false, true},
    {"setarch", "", "", 1, false, true},
    {"linux32", "", "", 0, false, true},
    {"linux64", "", "", 0, false, true},
    {"chroot", "", " userspec groups ", 1, false, false},
    {"unshare", "SGRw", " root wd setuid setgid ", 0, false, false},
    {"nsenter", "tSGrw", " target setuid setgid ", 0, false, false},
    {"flock", "wEc", " timeout conflict-exit-code ", 1, false, true},
    {"parallel", "jISNnLa", " jobs arg-file delay joblog ", 0, false, false},
    {"entr", "", "", 0, false, false},
    {"systemd-run", "pMuHEt", " unit property description slice uid gid setenv ", 0, false, false},
});

constexpr auto kShells = std::to_array<std::string_view>(
    {"sh", "bash", "zsh", "dash", "ksh", "ksh93", "mksh", "ash", "rbash", "fish", "yash", "posh"});

constexpr auto kHijackers = std::to_array<std::string_view>(
    {"PATH",       "BASH_ENV",     "ENV",           "IFS",
     "SHELLOPTS",  "BASHOPTS",     "PS4",           "PROMPT_COMMAND",
     "PAGER",      "EDITOR",       "VISUAL",        "BROWSER",
     "LESSOPEN",   "LESSCLOSE",    "PYTHONSTARTUP", "PYTHONPATH",
     "PYTHONHOME", "NODE_OPTIONS", "NODE_PATH",     "PERL5OPT",
     "PERL5LIB",   "RUBYOPT",      "RUBYLIB",       "JAVA_TOOL_OPTIONS",
     "SHELL",      "MAKEFLAGS",    "RUSTC_WRAPPER", "CC",
     "CXX"});

template <size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool IsAssignment(std::string_view word) {
  const size_t equals = word.find('=');
  return equals != std::string_view::npos && equals != 0 && !word.starts_with('-');
}

bool HasLongName(std::string_view list, std::string_view name) {
  return list.contains(Format(" {} ", name));
}

std::string Join(Words words) {
  std::string text;
  for (const CommandWord& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

/// How many words the option at `words[0]` takes, its value included.
size_t OptionLength(Words words, std::string_view short_values, std::string_view long_values) {
  const std::string_view option = words[0].text;
  if (option.starts_with("--")) {
    return !option.contains('=') && HasLongName(long_values, option.substr(2)) ? 2 : 1;
  }
  for (size_t i = 1; i < option.size(); ++i) {
    if (short_values.contains(option[i])) return i + 1 == option.size() ? 2 : 1;
  }
  return 1;
}

bool IsOption(const CommandWord& word) { return word.text.size() > 1 && word.text[0] == '-'; }

/// The words after the options; "--" ends them.
Words SkipOptions(Words words, std::string_view short_values, std::string_view long_values) {
  while (!words.empty() && IsOption(words[0])) {
    const bool last = words[0].text == "--";
    words = words.subspan(std::min(words.size(), OptionLength(words, short_values, long_values)));
    if (last) break;
  }
  return words;
}

void AddCommand(Wrapped& wrapped, Words words) {
  if (!words.empty()) wrapped.commands.emplace_back(words.begin(), words.end());
}

/// The value of `-c value`, `-cvalue`, `-lc value` or `--command=value` among `words`.
std::optional<std::string> CommandOption(Words words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    if (word.starts_with("--command=")) return std::string(word.substr(10));
    const bool cluster = word.size() > 1 && word[0] == '-' && word[1] != '-';
    const size_t letter = cluster ? word.find('c') : std::string_view::npos;
    if (word != "--command" && letter == std::string_view::npos) continue;
    if (letter != std::string_view::npos && letter + 1 < word.size()) {
      return std::string(word.substr(letter + 1));
    }
    return i + 1 < words.size() ? std::optional(words[i + 1].text) : std::nullopt;
  }
  return std::nullopt;
}

bool IsStandardInput(const CommandWord& word) {
  return word.text == "-" || word.text == "/dev/stdin" || word.text.starts_with("/dev/fd/") ||
         word.text.starts_with("/proc/self/fd/");
}

Wrapped UnwrapShell(Words arguments) {
  Wrapped wrapped;
  bool inline_script = false;
  bool input = false;
  while (!arguments.empty()) {
    const std::string_view option = arguments[0].text;
    if (option == "--" || option == "-") {
      arguments = arguments.subspan(1);
      break;
    }
    if (option.starts_with("--command=")) {
      wrapped.scripts.emplace_back(option.substr(10));
      wrapped.transparent = true;
      return wrapped;
    }
    if (option.size() < 2 || (option[0] != '-' && option[0] != '+')) break;
    const bool is_long = option.starts_with("--");
    if (!is_long && option.contains('c')) inline_script = true;
    if (!is_long && option.contains('s')) input = true;
    const bool takes_value = option == "--rcfile" || option == "--init-file" ||
                             (!is_long && (option.ends_with('o') || option.ends_with('O')));
    if (option == "--command") inline_script = true;
    arguments = arguments.subspan(std::min<size_t>(arguments.size(), takes_value ? 2 : 1));
  }
  if (inline_script) {
    wrapped.transparent = true;
    if (!arguments.empty()) wrapped.scripts.push_back(arguments[0].text);
  } else if (arguments.empty() || input || IsStandardInput(arguments[0])) {
    wrapped.reads_input = true;
  } else if (arguments[0].expanded) {
    wrapped.dynamic = true;
  }
  return wrapped;
}

Wrapped UnwrapFind(Words arguments) {
  constexpr auto kExecutes =
      std::to_array<std::string_view>({"-exec", "-execdir", "-ok", "-okdir"});
  Wrapped wrapped;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!Contains(kExecutes, arguments[i].text)) continue;
    size_t end = i + 1;
    while (end < arguments.size() && arguments[end].text != ";" &&
           !(arguments[end].text == "+" && arguments[end - 1].text == "{}")) {
      ++end;
    }
    AddCommand(wrapped, arguments.subspan(i + 1, end - i - 1));
    i = end;
  }
  return wrapped;
}

Wrapped UnwrapFd(Words arguments) {
  constexpr auto kExecutes =
      std::to_array<std::string_view>({"-x", "-X", "--exec", "--exec-batch"});
  Wrapped wrapped;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (Contains(kExecutes, arguments[i].text)) {
      AddCommand(wrapped, arguments.subspan(i + 1));
      break;
    }
  }
  return wrapped;
}

Wrapped UnwrapSsh(Words arguments) {
  constexpr std::string_view kValues = "BbcDEeFIiJLlmOopQRSWw";
  Wrapped wrapped;
  const Words host = SkipOptions(arguments, kValues, "");
  if (host.empty()) return wrapped;
  const Words command = SkipOptions(host.subspan(1), kValues, "");
  if (!command.empty()) wrapped.scripts.push_back(Join(command));
  return wrapped;
}

/// `env -S 'rm -rf /'`, `env -iS...`, `env --split-string=...`.
std::optional<std::string> SplitString(Words arguments) {
  for (size_t i = 0; i < arguments.size() && IsOption(arguments[i]); ++i) {
    const std::string_view option = arguments[i].text;
    const bool is_long = option.starts_with("--split-string");
    const size_t letter = option.starts_with("--") ? std::string_view::npos : option.find('S');
    if (!is_long && letter == std::string_view::npos) continue;
    const size_t value = is_long ? option.find('=') : letter;
    const std::string_view script = value == std::string_view::npos ? "" : option.substr(value + 1);
    return Format("{} {}", script, Join(arguments.subspan(i + 1)));
  }
  return std::nullopt;
}

/// Whether `program` is what xargs puts its input in place of.
bool IsReplacement(Words options, std::string_view program) {
  for (size_t i = 0; i < options.size(); ++i) {
    const std::string_view option = options[i].text;
    std::string_view token;
    if (option == "-I") {
      token = i + 1 < options.size() ? std::string_view(options[i + 1].text) : "";
    } else if (option.starts_with("-I") || option.starts_with("-i")) {
      token = option.size() > 2 ? option.substr(2) : "{}";
    } else if (option.starts_with("--replace")) {
      token = option.contains('=') ? option.substr(option.find('=') + 1) : "{}";
    }
    if (!token.empty() && program.contains(token)) return true;
  }
  return false;
}

Wrapped UnwrapOperands(const Wrapper& wrapper, Words arguments) {
  Wrapped wrapped;
  wrapped.transparent = wrapper.transparent;
  Words rest = SkipOptions(arguments, wrapper.short_values, wrapper.long_values);
  while (wrapper.assigns && !rest.empty() && (IsAssignment(rest[0].text) || rest[0].text == "-")) {
    const std::string_view name = rest[0].text;
    if (IsHijackingVariable(name.substr(0, name.find('=')))) wrapped.hijacks = true;
    rest = rest.subspan(1);
  }
  rest = rest.subspan(std::min(rest.size(), wrapper.operands));
  if (wrapper.name == "parallel") {
    rest = rest.first(static_cast<size_t>(
        std::ranges::find_if(rest, [](const CommandWord& w) { return w.text.starts_with(":::"); }) -
        rest.begin()));
  }
  if (!rest.empty() && (wrapper.name == "xargs" || wrapper.name == "parallel")) {
    const Words options = arguments.first(arguments.size() - rest.size());
    wrapped.dynamic = IsShell(ProgramName(rest[0].text)) ||
                      (wrapper.name == "xargs" && IsReplacement(options, rest[0].text));
  }
  AddCommand(wrapped, rest);
  return wrapped;
}

}  // namespace

std::string_view ProgramName(std::string_view program) {
  const size_t slash = program.rfind('/');
  return slash == std::string_view::npos ? program : program.substr(slash + 1);
}

bool IsShell(std::string_view name) { return Contains(kShells, name); }

bool IsHijackingVariable(std::string_view name) {
  while (name.ends_with('+')) name.remove_suffix(1);
  return Contains(kHijackers, name) || name.starts_with("LD_") || name.starts_with("DYLD_") ||
         name.starts_with("GIT_") || name.starts_with("BASH_FUNC_");
}

Wrapped Unwrap(std::span<const CommandWord> words) {
  const std::string_view name = ProgramName(words[0].text);
  const Words arguments = words.subspan(1);
  Wrapped wrapped;
  if (IsShell(name)) return UnwrapShell(arguments);
  if (name == "find" || name == "gfind") return UnwrapFind(arguments);
  if (name == "fd" || name == "fdfind") return UnwrapFd(arguments);
  if (name == "ssh") return UnwrapSsh(arguments);
  if (name == "su" || name == "sg" || name == "script" || name == "runuser" || name == "flock") {
    if (auto script = CommandOption(arguments)) {
      wrapped.scripts.push_back(*std::move(script));
      return wrapped;
    }
    if (name == "su" || name == "sg" || name == "script") return wrapped;
  }
  if (name == "eval" || name == "watch") {
    const Words rest =
        name == "eval" ? SkipOptions(arguments, "", "") : SkipOptions(arguments, "n", " interval ");
    wrapped.transparent = true;
    if (!rest.empty()) wrapped.scripts.push_back(Join(rest));
    return wrapped;
  }
  if (name == "trap") {
    const Words rest = SkipOptions(arguments, "", "");
    if (rest.size() > 1) wrapped.scripts.push_back(rest[0].text);
    return wrapped;
  }
  if (name == "alias") {
    for (const CommandWord& word : arguments) {
      const size_t equals = word.text.find('=');
      if (equals != std::string::npos) wrapped.scripts.push_back(word.text.substr(equals + 1));
    }
    return wrapped;
  }
  if (name == "source" || name == ".") {
    if (!arguments.empty()) {
      wrapped.reads_input = IsStandardInput(arguments[0]);
      wrapped.dynamic = arguments[0].text.starts_with("<(") || arguments[0].text.starts_with("$(");
    }
    return wrapped;
  }
  if (name == "env") {
    if (auto script = SplitString(arguments)) {
      wrapped.transparent = true;
      wrapped.scripts.push_back(*std::move(script));
      return wrapped;
    }
  }
  if (name == "command" && !arguments.empty() && IsOption(arguments[0]) &&
      (arguments[0].text.contains('v') || arguments[0].text.contains('V'))) {
    return wrapped;
  }
  const auto wrapper = std::ranges::find(kWrappers, name, &Wrapper::name);
  return wrapper == kWrappers.end() ? wrapped : UnwrapOperands(*wrapper, arguments);
}

}  // namespace nacre
