#include "permissions/command_paths.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "permissions/wrappers.h"

namespace nacre {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\v\f";

constexpr auto kReaders = std::to_array<std::string_view>(
    {"ls",       "ll",       "dir",       "cat",       "tac",    "head",  "tail",  "less",
     "more",     "bat",      "file",      "stat",      "wc",     "nl",    "od",    "xxd",
     "hexdump",  "strings",  "grep",      "egrep",     "fgrep",  "zgrep", "rg",    "ag",
     "ack",      "diff",     "cmp",       "comm",      "test",   "[",     "[[",    "readlink",
     "realpath", "basename", "dirname",   "du",        "df",     "tree",  "which", "type",
     "md5sum",   "sha1sum",  "sha256sum", "sha512sum", "cksum",  "cut",   "cd",    "pushd",
     "pwd",      "source",   ".",         "command",   "find",   "fd",    "jq",    "awk",
     "gawk",     "mawk",     "echo",      "printf",    "env",    "ldd",   "nm",    "objdump",
     "whereis",  "man",      "id",        "zcat",      "column", "sed",   "gsed"});

constexpr auto kPrinters = std::to_array<std::string_view>({"echo", "printf", "print"});

/// Their first operand is a pattern or a program, unless an option carries it.
constexpr auto kPatternFirst =
    std::to_array<std::string_view>({"grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "sed",
                                     "gsed", "awk", "gawk", "mawk", "jq"});

template <size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool LooksLikePath(std::string_view text) {
  return text.starts_with('/') || text.starts_with("./") || text.starts_with("../") ||
         text.starts_with("~/") || text.starts_with('.');
}

bool IsProse(std::string_view text) {
  return text.find_first_of(kBlanks) != std::string_view::npos && !LooksLikePath(text);
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Finds the words of one line that denote paths.
class Collector {
 public:
  explicit Collector(const CommandPlace& place) : place_(place) {}

  void AddCommand(const SimpleCommand& command) {
    for (const CommandWord& word : command.assignments) {
      AddValue(
          std::string_view(word.text).substr(std::min(word.text.find('=') + 1, word.text.size())),
          true);
    }
    if (command.words.empty()) return;
    if (command.role == CommandRole::kWords) {
      for (const CommandWord& word : command.words) AddWord(word.text, true);
      return;
    }
    const std::string_view program = command.words[0].text;
    if (program.contains('/')) Add(program, false);
    const std::string_view name = ProgramName(program);
    if (Contains(kPrinters, name) && !command.piped) return;
    if (command.role == CommandRole::kWrapper) return;
    if (command.wraps && name != "find" && name != "fd" && name != "xargs") return;
    AddArguments(command, name);
  }

  void AddWord(std::string_view text, bool written) {
    if (IsProse(text)) return;
    if (text.starts_with("file://")) text.remove_prefix(7);
    if (text.contains("://")) return;
    if (text.size() > 1 && text[0] == '-') return AddOption(text, written);
    AddValue(text, written);
    if (const size_t equals = text.find('='); equals != std::string_view::npos) {
      AddValue(text.substr(equals + 1), written);
    }
    if (text.contains(':')) AddPieces(text);
  }

  PathReferences Take() {
    PathReferences references{.paths = {}, .complete = bytes_ <= limits::kCommandPathBytes};
    references.paths.reserve(found_.size());
    for (auto& [target, reference] : found_) references.paths.push_back(std::move(reference));
    return references;
  }

 private:
  void AddArguments(const SimpleCommand& command, std::string_view name) {
    const bool written = !Contains(kReaders, name) || WritesByOption(command, name);
    bool skip_pattern = Contains(kPatternFirst, name) && !HasPatternOption(command);
    bool message_next = false;
    bool options_over = false;
    for (size_t i = 1; i < command.words.size(); ++i) {
      const std::string_view text = command.words[i].text;
      const bool option = !options_over && text.size() > 1 && text[0] == '-';
      if (text == "--") options_over = true;
      if (std::exchange(message_next, false)) continue;
      if (option && name == "git") {
        message_next = text == "--message" || (text[1] != '-' && text.ends_with('m'));
      }
      if (!option && skip_pattern && !IsNumber(text)) {
        skip_pattern = false;
        continue;
      }
      AddWord(text, written);
    }
  }

  /// `find -delete`, `sed -i`.
  static bool WritesByOption(const SimpleCommand& command, std::string_view name) {
    return std::ranges::any_of(command.words, [name](const CommandWord& word) {
      const std::string_view text = word.text;
      if (name == "find" || name == "fd") return text == "-delete" || text.starts_with("-fprint");
      if ((name != "sed" && name != "gsed") || text.size() < 2 || text[0] != '-') return false;
      return text[1] == '-' ? text.starts_with("--i") : text.contains('i');
    });
  }

  /// Whether `-e`, `-f` or a long form of them may stand among the options, so that every operand
  /// is a file.
  static bool HasPatternOption(const SimpleCommand& command) {
    return std::ranges::any_of(command.words, [](const CommandWord& word) {
      const std::string_view text = word.text;
      if (text.size() < 2 || text[0] != '-') return false;
      if (text[1] != '-') return text.find_first_of("ef") != std::string_view::npos;
      return text.size() > 2 && std::string_view("efrs").contains(text[2]);
    });
  }

  void AddOption(std::string_view text, bool written) {
    if (const size_t equals = text.find('='); equals != std::string_view::npos) {
      AddValue(text.substr(equals + 1), written);
    }
    if (text.size() > 2 && text[1] != '-') {
      const std::string_view glued = text.substr(2);
      const bool output = std::string_view("oOtTCdP").contains(text[1]);
      if (LooksLikePath(glued) || glued.starts_with('@')) AddValue(glued, written && output);
    }
  }

  void AddValue(std::string_view text, bool written) {
    if (text.starts_with('@')) Add(text.substr(1), false);
    if (text.starts_with("file://")) text.remove_prefix(7);
    if (!IsProse(text) && !text.contains("://")) Add(text, written);
  }

  /// "HEAD:.env", "/etc:/mnt".
  void AddPieces(std::string_view text) {
    while (!text.empty()) {
      const size_t colon = std::min(text.find(':'), text.size());
      if (colon > 1) Add(text.substr(0, colon), false);
      text.remove_prefix(std::min(colon + 1, text.size()));
    }
  }

  void Add(std::string_view word, bool written) {
    // No kernel opens a longer path.
    if (word.empty() || word.size() > limits::kPathBytes) return;
    for (const std::string& base : place_.bases) {
      if (bytes_ > limits::kCommandPathBytes) return;
      std::string target = ResolveWord(word, base, place_.home);
      if (!found_.contains(target)) bytes_ += target.size();
      PathReference& reference = found_[target];
      reference.target = std::move(target);
      if (reference.word.empty()) reference.word = word;
      reference.written |= written;
      if (word.starts_with('/')) return;
    }
  }

  const CommandPlace& place_;
  std::map<std::string, PathReference> found_;
  size_t bytes_ = 0;
};

/// Without understanding: the words between white space, quotes stripped.
void AddBrokenWords(std::string_view command, Collector& collector) {
  while (!command.empty()) {
    const size_t end = std::min(command.find_first_of(kBlanks), command.size());
    std::string_view word = command.substr(0, end);
    while (!word.empty() && (word.front() == '"' || word.front() == '\'')) word.remove_prefix(1);
    while (!word.empty() && (word.back() == '"' || word.back() == '\'')) word.remove_suffix(1);
    if (!word.empty()) collector.AddWord(word, true);
    command.remove_prefix(std::min(end + 1, command.size()));
  }
}

}  // namespace

std::string ResolveWord(std::string_view word, std::string_view base, std::string_view home) {
  std::string whole;
  for (const std::string_view prefix : {"~", "$HOME", "${HOME}"}) {
    if (home.empty() || !word.starts_with(prefix)) continue;
    const std::string_view rest = word.substr(prefix.size());
    if (rest.empty() || rest[0] == '/') whole = Format("{}{}", home, rest);
  }
  if (whole.empty()) {
    whole = word.starts_with('/') ? std::string(word) : Format("{}/{}", base, word);
  }
  std::vector<std::string_view> segments;
  for (std::string_view rest = whole; !rest.empty();) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (!segments.empty()) {
      segments.pop_back();
    }
  }
  std::string path;
  for (const std::string_view segment : segments) {
    path += '/';
    path += segment;
  }
  return path.empty() ? "/" : path;
}

CommandPlace PlaceOf(const CommandLine& line, std::string_view root, std::string_view home) {
  CommandPlace place{std::string(root), std::string(home), {std::string(root)}};
  for (const std::string& directory : line.directories) {
    std::string base = ResolveWord(directory, place.bases.back(), home);
    if (!std::ranges::contains(place.bases, base)) place.bases.push_back(std::move(base));
  }
  return place;
}

PathReferences FindPathReferences(const CommandLine& line, std::string_view command,
                                  const CommandPlace& place) {
  Collector collector(place);
  for (const SimpleCommand& simple : line.commands) collector.AddCommand(simple);
  if (line.unparsable) AddBrokenWords(command, collector);
  return collector.Take();
}

}  // namespace nacre
