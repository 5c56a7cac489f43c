#include <utility>

#include "permissions/shell_grammar.h"

namespace nacre {

bool ShellGrammar::ReadCompound(std::string_view keyword, Stage& stage) {
  if (keyword == "!" || keyword == "time") return true;
  const bool fed = stage.scope_fed || stage.after_pipe;
  stage.compound = true;
  if (keyword == "if" || keyword == "while" || keyword == "until" || keyword == "then" ||
      keyword == "elif" || keyword == "else" || keyword == "do") {
    // What follows shares the input of the whole compound command.
    stage.scope_fed = fed;
  } else if (keyword == "{") {
    ReadNested(Stop::kBrace, fed);
  } else if (keyword == "for" || keyword == "select") {
    stage.scope_fed = fed;
    ReadForHeader();
  } else if (keyword == "case") {
    ReadCase(fed);
  } else if (keyword == "[[") {
    ReadConditional();
  } else if (keyword == "()") {
    ReadFunctionBody(std::exchange(function_name_, {}), fed);
  } else if (keyword == "function") {
    const std::string name = ReadWord().text;
    SkipBlanks();
    if (Peek() == '(') SkipEmptyParentheses();
    ReadFunctionBody(name, fed);
  } else if (keyword == "coproc") {
    ReadCoprocess();
  } else {
    return keyword == "fi" || keyword == "done";
  }
  return true;
}

void ShellGrammar::ReadForHeader() {
  const size_t begin = position_;
  ShellCommand list;
  list.words_only = true;
  if (LooksAt("((")) {
    const auto end = ArithmeticEnd(position_);
    if (!end) {
      budget_.Flag("Unterminated '(('");
      return;
    }
    --position_;
    ReadArithmetic(*end);
    return;
  }
  ReadWord();
  SkipBlanksAndLines();
  const size_t before = position_;
  if (AtWordEnd() || ReadWord().text != "in") {
    position_ = before;
    return;
  }
  SkipBlanks();
  while (!AtWordEnd()) {
    for (const ShellWord& each : ExpandBraces(ReadWord(), budget_)) AddWord(list, each);
    SkipBlanks();
  }
  Emit(std::move(list), begin, {});
}

void ShellGrammar::ReadCase(bool fed) {
  const size_t begin = position_;
  ShellCommand subject;
  subject.words_only = true;
  AddWord(subject, ReadWord());
  Emit(std::move(subject), begin, {});
  SkipBlanksAndLines();
  if (ReadWord().text != "in") {
    budget_.Flag("'case' without 'in'");
    return;
  }
  while (true) {
    SkipBlanksAndLines();
    if (AtEnd()) {
      budget_.Flag("Unterminated 'case'");
      return;
    }
    if (Peek() == '(') ++position_;
    SkipBlanks();
    while (!AtEnd() && Peek() != ')') {
      if (AtWordEnd()) {
        if (Peek() != '|') budget_.Flag("Malformed 'case'");
        ++position_;
      } else if (ReadWord().text == "esac") {
        return;
      }
      SkipBlanks();
    }
    if (!AtEnd()) ++position_;
    if (ReadNested(Stop::kCaseItem, fed) != Ended::kItem) return;
  }
}

void ShellGrammar::ReadConditional() {
  const size_t begin = position_;
  ShellCommand test;
  ShellCommand after_operator;
  after_operator.doubtful = true;
  bool past_operator = false;
  test.words.push_back({.text = "[["});
  while (true) {
    SkipBlanksAndLines();
    if (AtEnd()) {
      budget_.Flag("Unterminated '[['");
      break;
    }
    if (AtWordEnd()) {
      if (Peek() != '<' && Peek() != '>') {
        Emit(after_operator, begin, {});
        after_operator.words.clear();
        past_operator = true;
      }
      ++position_;
      continue;
    }
    const ShellWord word = ReadWord();
    AddWord(test, word);
    if (word.text == "]]") break;
    if (past_operator) AddWord(after_operator, word);
  }
  Emit(std::move(after_operator), begin, {});
  Emit(std::move(test), begin, {});
}

void ShellGrammar::ReadFunctionBody(const std::string& name, bool fed) {
  SkipBlanksAndLines();
  const size_t begin = script_.commands.size();
  const char open = Peek();
  if (open != '{' && open != '(') return;
  ++position_;
  ReadNested(open == '{' ? Stop::kBrace : Stop::kParenthesis, fed);
  size_t calls = 0;
  for (size_t i = begin; i < script_.commands.size(); ++i) {
    const ShellCommand& command = script_.commands[i];
    if (command.words.empty() || command.words[0].text != name) continue;
    calls += command.background ? 2 : 1;
  }
  if (calls >= 2) script_.fork_bomb = true;
}

void ShellGrammar::ReadCoprocess() {
  SkipBlanks();
  const size_t before = position_;
  const ShellWord name = ReadWord();
  SkipBlanks();
  if (!name.IsPlain() || (Peek() != '{' && Peek() != '(')) position_ = before;
}

}  // namespace nacre
