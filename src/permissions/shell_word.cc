#include "permissions/shell_word.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <utility>

namespace nacre {
namespace {

constexpr size_t kExpansionsPerWord = 1024;

bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool IsNamePart(char c) { return IsNameStart(c) || (c >= '0' && c <= '9'); }

/// An expandable brace pair: where it stands, and what it turns into.
struct Brace {
  size_t open = 0;
  size_t close = 0;
  std::vector<size_t> commas;
};

std::optional<int64_t> Integer(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::abs(value) <= 1'000'000'000 ? std::optional(value) : std::nullopt;
}

/// The members of `1..9`, `a..e` or `1..9..2`; nothing when it is no sequence or too long a one.
std::optional<std::vector<std::string>> Sequence(std::string_view body) {
  const size_t dots = body.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view from = body.substr(0, dots);
  std::string_view to = body.substr(dots + 2);
  int64_t step = 1;
  if (const size_t more = to.find(".."); more != std::string_view::npos) {
    const auto value = Integer(to.substr(more + 2));
    if (!value) return std::nullopt;
    step = std::max<int64_t>(1, std::abs(*value));
    to = to.substr(0, more);
  }
  const bool letters =
      from.size() == 1 && to.size() == 1 && IsNameStart(from[0]) && IsNameStart(to[0]);
  const auto first = letters ? std::optional<int64_t>(from[0]) : Integer(from);
  const auto last = letters ? std::optional<int64_t>(to[0]) : Integer(to);
  if (!first || !last) return std::nullopt;
  const auto count = static_cast<size_t>(std::abs(*last - *first) / step) + 1;
  if (count > kExpansionsPerWord) return std::nullopt;
  std::vector<std::string> members;
  for (size_t i = 0; i < count; ++i) {
    const int64_t offset = static_cast<int64_t>(i) * step;
    const int64_t value = *last >= *first ? *first + offset : *first - offset;
    members.push_back(letters ? std::string(1, static_cast<char>(value)) : std::to_string(value));
  }
  return members;
}

/// The leftmost brace pair with a comma or a sequence in it.
std::optional<Brace> FirstBrace(const ShellWord& word) {
  std::vector<Brace> open;
  std::optional<Brace> first;
  for (size_t i = 0; i < word.text.size(); ++i) {
    if (word.marks[i] != ShellWord::kPlain) continue;
    const char c = word.text[i];
    if (c == '{') {
      open.push_back({.open = i, .close = 0, .commas = {}});
    } else if (c == ',' && !open.empty()) {
      open.back().commas.push_back(i);
    } else if (c == '}' && !open.empty()) {
      Brace brace = std::move(open.back());
      open.pop_back();
      brace.close = i;
      const std::string_view body =
          std::string_view(word.text).substr(brace.open + 1, i - brace.open - 1);
      const bool expands = !brace.commas.empty() || Sequence(body).has_value();
      if (expands && (!first || brace.open < first->open)) first = std::move(brace);
    }
  }
  return first;
}

ShellWord Slice(const ShellWord& word, size_t begin, size_t end) {
  return {word.text.substr(begin, end - begin), word.marks.substr(begin, end - begin), word.quoted};
}

std::vector<ShellWord> Alternatives(const ShellWord& word, const Brace& brace) {
  std::vector<ShellWord> alternatives;
  if (brace.commas.empty()) {
    const std::string_view body =
        std::string_view(word.text).substr(brace.open + 1, brace.close - brace.open - 1);
    for (const std::string& member : Sequence(body).value_or(std::vector<std::string>())) {
      ShellWord alternative;
      alternative.Append(member, ShellWord::kPlain);
      alternatives.push_back(std::move(alternative));
    }
    return alternatives;
  }
  size_t begin = brace.open + 1;
  for (const size_t comma : brace.commas) {
    alternatives.push_back(Slice(word, begin, comma));
    begin = comma + 1;
  }
  alternatives.push_back(Slice(word, begin, brace.close));
  return alternatives;
}

}  // namespace

void ShellWord::Append(std::string_view bytes, Mark mark) {
  text += bytes;
  marks.append(bytes.size(), mark);
}

bool ShellWord::IsPlain() const {
  return !quoted && std::ranges::all_of(marks, [](char mark) { return mark == kPlain; });
}

bool ShellWord::IsAssignment() const {
  if (text.empty() || !IsNameStart(text[0])) return false;
  size_t i = 0;
  while (i < text.size() && IsNamePart(text[i]) && marks[i] == kPlain) ++i;
  if (i < text.size() && text[i] == '[' && marks[i] == kPlain) {
    const size_t close = text.find(']', i);
    if (close == std::string::npos) return false;
    i = close + 1;
  }
  if (i < text.size() && text[i] == '+' && marks[i] == kPlain) ++i;
  return i < text.size() && text[i] == '=' && marks[i] == kPlain;
}

CommandWord ShellWord::Finish() const {
  CommandWord word{.text = text, .quoted = quoted};
  for (size_t i = 0; i < text.size(); ++i) {
    if (marks[i] == kExpansion) word.expanded = true;
    if (marks[i] == kPlain && (text[i] == '*' || text[i] == '?' || text[i] == '[')) {
      word.globbed = true;
    }
  }
  word.tilde = !text.empty() && text[0] == '~' && marks[0] == kPlain;
  return word;
}

std::vector<ShellWord> ExpandBraces(const ShellWord& word, SplitBudget& budget) {
  std::vector<ShellWord> done;
  std::vector<ShellWord> waiting{word};
  while (!waiting.empty()) {
    const ShellWord next = std::move(waiting.back());
    waiting.pop_back();
    if (!budget.Spend(next.text.size())) return {word};
    const auto brace = FirstBrace(next);
    if (!brace) {
      done.push_back(next);
      if (done.size() > kExpansionsPerWord) {
        budget.Flag("Brace expansion has too many words");
        return {word};
      }
      continue;
    }
    std::vector<ShellWord> alternatives = Alternatives(next, *brace);
    if (!budget.Spend(alternatives.size() * next.text.size())) return {word};
    for (auto alternative = alternatives.rbegin(); alternative != alternatives.rend();
         ++alternative) {
      ShellWord whole = Slice(next, 0, brace->open);
      const ShellWord rest = Slice(next, brace->close + 1, next.text.size());
      whole.text += alternative->text + rest.text;
      whole.marks += alternative->marks + rest.marks;
      waiting.push_back(std::move(whole));
    }
  }
  // An alternative that is empty and unquoted is no word: `{rm,}` gives one.
  if (done.size() > 1)
    std::erase_if(done, [](const ShellWord& w) { return w.text.empty() && !w.quoted; });
  return done;
}

}  // namespace nacre
