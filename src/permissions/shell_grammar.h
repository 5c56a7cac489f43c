#ifndef NACRE_PERMISSIONS_SHELL_GRAMMAR_H_
#define NACRE_PERMISSIONS_SHELL_GRAMMAR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "permissions/shell_parser.h"
#include "permissions/shell_word.h"
#include "permissions/split_budget.h"

namespace nacre {

/// One pass over one script. Commands found, nested ones included, are appended to the script in
/// the order in which they end.
class ShellGrammar {
 public:
  ShellGrammar(std::string_view text, SplitBudget& budget, size_t depth, ShellScript& script)
      : text_(text), budget_(budget), depth_(depth), script_(script) {}

  /// Reads the text as commands.
  void ReadScript();
  /// Reads the text as the body of an unquoted here-document: only substitutions count.
  void ReadHereText();

 private:
  enum class Stop { kEnd, kParenthesis, kBrace, kCaseItem };
  enum class Ended { kText, kParenthesis, kBrace, kItem, kEsac };

  /// Where a command stands in its pipeline.
  struct Stage {
    size_t scope_begin;  // The scope's first command.
    size_t begin;        // The stage's first command.
    bool scope_fed;      // The whole scope reads a pipe.
    bool after_pipe = false;
    bool compound = false;  // The stage is more than one simple command.
    std::optional<size_t> feeder;
  };

  struct HereDocument {
    std::string delimiter;
    bool strip_tabs;
    bool literal;
    size_t id;
  };

  // Commands (shell_grammar.cc).
  Ended ReadCommands(Stop stop, bool fed);
  Ended ReadNested(Stop stop, bool fed);
  void ReadSubstitution(Stop stop);
  bool ReadOperator(Stage& stage);
  void EndStage(Stage& stage) const;
  void Pipe(Stage& stage);
  std::string_view ReadSimpleCommand(const Stage& stage);
  bool ReadCompound(std::string_view keyword, Stage& stage);
  void ReadRedirection(ShellCommand& command, std::vector<size_t>& documents);
  void ReadArray(ShellCommand& command);
  void ReadForHeader();
  void ReadCase(bool fed);
  void ReadConditional();
  void ReadFunctionBody(const std::string& name, bool fed);
  void ReadCoprocess();
  bool SkipEmptyParentheses();
  void ReadHereDocuments();
  std::string ReadHereLine(const HereDocument& document);
  void Emit(ShellCommand command, size_t begin, const std::vector<size_t>& documents);
  void AddWord(ShellCommand& command, const ShellWord& word);

  // Words (shell_words.cc).
  ShellWord ReadWord();
  void ReadSingleQuoted(ShellWord& word);
  void ReadDoubleQuoted(ShellWord& word);
  void ReadDoubleQuotedPart(ShellWord& word);
  void ReadAnsiQuoted(ShellWord& word);
  void ReadDollar(ShellWord& word, bool quoted);
  void ReadParameter(ShellWord& word, bool quoted);
  void ReadBackticks(ShellWord& word, bool quoted);
  void ReadProcessSubstitution(ShellWord& word);
  void ReadArithmetic(size_t end);
  std::optional<size_t> ArithmeticEnd(size_t open) const;
  void ReadEmbedded(std::string_view text);

  // Characters.
  bool AtEnd() const { return position_ >= text_.size(); }
  char Peek(size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  bool LooksAt(std::string_view token) const { return text_.substr(position_).starts_with(token); }
  bool AtRedirection() const;
  bool AtWordEnd() const;
  void SkipBlanks();
  void SkipBlanksAndLines();
  void GiveUp() { position_ = text_.size(); }

  std::string_view text_;
  SplitBudget& budget_;
  size_t depth_;
  ShellScript& script_;
  size_t position_ = 0;
  std::string function_name_;
  std::vector<HereDocument> pending_;
  std::vector<std::optional<size_t>> document_owners_;  // By id: the command that reads it.
  std::vector<std::string> document_bodies_;            // By id.
};

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_SHELL_GRAMMAR_H_
