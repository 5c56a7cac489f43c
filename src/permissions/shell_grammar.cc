#include "permissions/shell_grammar.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"

namespace nacre {
namespace {

constexpr std::array<std::string_view, 20> kReservedWords = {
    "if",   "then", "elif",   "else", "fi", "while", "until", "do",       "done",   "for",
    "case", "esac", "select", "{",    "}",  "!",     "time",  "function", "coproc", "[["};

bool IsNumber(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "2" in `>&2`, "-" in `<&-`, "2-" in `>&2-`.
bool IsDescriptor(std::string_view text) {
  if (text.ends_with('-')) text.remove_suffix(1);
  return text.empty() || IsNumber(text);
}

}  // namespace

void ShellGrammar::ReadScript() {
  ReadCommands(Stop::kEnd, false);
  ReadHereDocuments();
  for (size_t id = 0; id < document_owners_.size(); ++id) {
    const auto owner = document_owners_[id];
    if (owner) script_.commands[*owner].input.push_back(std::move(document_bodies_[id]));
  }
}

ShellGrammar::Ended ShellGrammar::ReadNested(Stop stop, bool fed) {
  if (!budget_.Allows(depth_ + 1)) {
    GiveUp();
    return Ended::kText;
  }
  ++depth_;
  const Ended ended = ReadCommands(stop, fed);
  --depth_;
  return ended;
}

void ShellGrammar::ReadSubstitution(Stop stop) {
  // Here-documents of the line around it begin after that line, not inside.
  const auto outside = std::exchange(pending_, {});
  ReadNested(stop, false);
  if (!pending_.empty()) budget_.Flag("Here-document cut off by its substitution");
  pending_ = outside;
}

ShellGrammar::Ended ShellGrammar::ReadCommands(Stop stop, bool fed) {
  const size_t begin = script_.commands.size();
  Stage stage{.scope_begin = begin, .begin = begin, .scope_fed = fed, .feeder = {}};
  while (true) {
    SkipBlanks();
    if (AtEnd()) {
      if (stop != Stop::kEnd) budget_.Flag("Unterminated group or substitution");
      return Ended::kText;
    }
    if (stop == Stop::kCaseItem && (LooksAt(";;") || LooksAt(";&"))) {
      position_ += LooksAt(";;&") ? 3 : 2;
      return Ended::kItem;
    }
    if (Peek() == ')') {
      ++position_;
      if (stop == Stop::kParenthesis) return Ended::kParenthesis;
      budget_.Flag("Unbalanced ')'");
      continue;
    }
    if (ReadOperator(stage)) continue;
    const std::string_view keyword = ReadSimpleCommand(stage);
    if (keyword.empty()) continue;
    if (keyword == "}" && stop == Stop::kBrace) return Ended::kBrace;
    if (keyword == "esac" && stop == Stop::kCaseItem) return Ended::kEsac;
    if (!ReadCompound(keyword, stage)) budget_.Flag(Format("Unexpected '{}'", keyword));
  }
}

void ShellGrammar::EndStage(Stage& stage) const {
  stage.begin = script_.commands.size();
  stage.after_pipe = false;
  stage.compound = false;
  stage.feeder.reset();
}

void ShellGrammar::Pipe(Stage& stage) {
  const size_t end = script_.commands.size();
  const size_t begin = stage.compound ? stage.scope_begin : stage.begin;
  for (size_t i = begin; i < end; ++i) script_.commands[i].piped = true;
  const bool single = !stage.compound && end == stage.begin + 1;
  const std::optional<size_t> feeder = single ? std::optional(stage.begin) : std::nullopt;
  EndStage(stage);
  stage.after_pipe = true;
  stage.feeder = feeder;
}

bool ShellGrammar::ReadOperator(Stage& stage) {
  switch (Peek()) {
    case '\n': {
      ++position_;
      ReadHereDocuments();
      const bool empty = script_.commands.size() == stage.begin && !stage.compound;
      if (!empty) EndStage(stage);
      return true;
    }
    case ';':
      ++position_;
      EndStage(stage);
      return true;
    case '&':
      if (Peek(1) == '>') return false;
      if (Peek(1) == '&') {
        ++position_;
      } else if (script_.commands.size() > stage.begin) {
        script_.commands.back().background = true;
      }
      ++position_;
      EndStage(stage);
      return true;
    case '|':
      if (Peek(1) == '|') {
        position_ += 2;
        EndStage(stage);
      } else {
        position_ += Peek(1) == '&' ? 2 : 1;
        Pipe(stage);
      }
      return true;
    case '(':
      ++position_;
      ReadNested(Stop::kParenthesis, stage.scope_fed || stage.after_pipe);
      stage.compound = true;
      return true;
    default:
      return false;
  }
}

std::string_view ShellGrammar::ReadSimpleCommand(const Stage& stage) {
  ShellCommand command;
  command.fed = stage.scope_fed || stage.after_pipe;
  command.feeder = stage.feeder;
  const size_t begin = position_;
  std::vector<size_t> documents;
  while (true) {
    SkipBlanks();
    const char c = Peek();
    if (AtRedirection()) {
      ReadRedirection(command, documents);
      continue;
    }
    const bool bare = command.assignments.empty() && command.redirections.empty();
    if (c == '(' && bare && command.words.size() == 1 && SkipEmptyParentheses()) {
      function_name_ = command.words[0].text;
      return "()";
    }
    if (AtWordEnd()) break;
    const ShellWord word = ReadWord();
    if (AtRedirection() && Peek() != '&' && word.IsPlain() && IsNumber(word.text)) continue;
    if (Peek() == '(' && word.text.ends_with('=') && !word.quoted) {
      AddWord(command, word);
      ReadArray(command);
      continue;
    }
    if (command.words.empty() && word.IsAssignment()) {
      command.assignments.push_back(word.Finish());
      continue;
    }
    if (command.words.empty() && bare && word.IsPlain()) {
      const auto reserved = std::ranges::find(kReservedWords, word.text);
      if (reserved != kReservedWords.end()) {
        SkipBlanks();
        if (*reserved != "time" || Peek() != '-') return *reserved;
      }
    }
    for (const ShellWord& each : ExpandBraces(word, budget_)) AddWord(command, each);
  }
  Emit(std::move(command), begin, documents);
  return {};
}

void ShellGrammar::AddWord(ShellCommand& command, const ShellWord& word) {
  if (!budget_.SpendWord()) return GiveUp();
  command.words.push_back(word.Finish());
}

void ShellGrammar::Emit(ShellCommand command, size_t begin, const std::vector<size_t>& documents) {
  const bool empty = command.words.empty() && command.assignments.empty() &&
                     command.redirections.empty() && command.input.empty() && documents.empty();
  if (empty) return;
  if (!budget_.SpendCommand()) return GiveUp();
  command.words_only = command.words_only || command.words.empty();
  size_t end = position_;
  while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
  command.original = text_.substr(begin, end - begin);
  for (const size_t id : documents) document_owners_[id] = script_.commands.size();
  script_.commands.push_back(std::move(command));
}

bool ShellGrammar::SkipEmptyParentheses() {
  size_t i = position_ + 1;
  while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
  if (i >= text_.size() || text_[i] != ')') return false;
  position_ = i + 1;
  return true;
}

bool ShellGrammar::AtRedirection() const {
  const char c = Peek();
  return ((c == '<' || c == '>') && Peek(1) != '(') || (c == '&' && Peek(1) == '>');
}

void ShellGrammar::ReadRedirection(ShellCommand& command, std::vector<size_t>& documents) {
  constexpr std::array<std::string_view, 12> kOperators = {"&>>", "<<<", "<<-", "&>", "<<", "<>",
                                                           "<&",  ">>",  ">&",  ">|", "<",  ">"};
  const auto op = std::ranges::find_if(kOperators, [this](auto each) { return LooksAt(each); });
  if (op == kOperators.end()) return;
  position_ += op->size();
  SkipBlanks();
  const ShellWord word = ReadWord();
  if (*op == "<<" || *op == "<<-") {
    const size_t id = document_owners_.size();
    document_owners_.emplace_back();
    document_bodies_.emplace_back();
    documents.push_back(id);
    pending_.push_back({word.text, *op == "<<-", word.quoted, id});
    return;
  }
  if (*op == "<<<") {
    command.input.push_back(word.text);
    return;
  }
  if ((*op == "<&" || *op == ">&") && IsDescriptor(word.text)) return;
  if (word.text.empty()) budget_.Flag("Redirection without a target");
  const bool reads = op->starts_with('<');
  command.redirections.push_back(
      {.target = word.Finish(), .reads = reads, .writes = !reads || *op == "<>"});
}

void ShellGrammar::ReadArray(ShellCommand& command) {
  ++position_;
  while (true) {
    SkipBlanksAndLines();
    if (AtEnd()) {
      budget_.Flag("Unterminated array");
      return;
    }
    if (Peek() == ')') {
      ++position_;
      return;
    }
    if (AtWordEnd()) {
      ++position_;
    } else {
      for (const ShellWord& each : ExpandBraces(ReadWord(), budget_)) AddWord(command, each);
    }
  }
}

void ShellGrammar::ReadHereDocuments() {
  const std::vector<HereDocument> documents = std::exchange(pending_, {});
  for (const HereDocument& document : documents) {
    std::string body;
    while (!AtEnd()) {
      const std::string line = ReadHereLine(document);
      if (line == document.delimiter) break;
      body += line;
      body += '\n';
    }
    if (!document.literal && budget_.Allows(depth_ + 1) && budget_.Spend(body.size())) {
      ShellGrammar(body, budget_, depth_ + 1, script_).ReadHereText();
    }
    document_bodies_[document.id] = std::move(body);
  }
}

std::string ShellGrammar::ReadHereLine(const HereDocument& document) {
  std::string line;
  bool joined = false;
  while (true) {
    const size_t end = std::min(text_.find('\n', position_), text_.size());
    std::string_view part = text_.substr(position_, end - position_);
    position_ = std::min(end + 1, text_.size());
    while (document.strip_tabs && part.starts_with('\t')) part.remove_prefix(1);
    line += part;
    size_t backslashes = 0;
    while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') ++backslashes;
    if (document.literal || backslashes % 2 == 0 || AtEnd()) break;
    line.pop_back();
    joined = true;
  }
  // Some shells end the document here and some go on.
  if (joined && line == document.delimiter)
    budget_.Flag("Here-document delimiter across two lines");
  return line;
}

void ShellGrammar::SkipBlanks() {
  while (!AtEnd()) {
    if (Peek() == ' ' || Peek() == '\t') {
      ++position_;
    } else if (LooksAt("\\\n")) {
      position_ += 2;
    } else if (Peek() == '#') {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else {
      return;
    }
  }
}

void ShellGrammar::SkipBlanksAndLines() {
  SkipBlanks();
  while (Peek() == '\n') {
    ++position_;
    ReadHereDocuments();
    SkipBlanks();
  }
}

ShellScript ParseShell(std::string_view text, SplitBudget& budget, size_t depth) {
  ShellScript script;
  if (budget.Allows(depth) && budget.Spend(text.size())) {
    ShellGrammar(text, budget, depth, script).ReadScript();
  }
  return script;
}

}  // namespace nacre
