#include "search/scanner.h"

#include <algorithm>

#include "search/bytes.h"

namespace nacre {
namespace {

constexpr size_t kNone = std::string_view::npos;

}  // namespace

LiteralCursor::LiteralCursor(const std::vector<LiteralSearcher>& literals, std::string_view text)
    : literals_(literals), text_(text) {
  if (literals.size() < 2) return;
  next_.reserve(literals.size());
  for (const LiteralSearcher& literal : literals) next_.push_back(literal.Find(text));
}

size_t LiteralCursor::Next(size_t from) {
  if (next_.empty()) return literals_.front().Find(text_, from);
  for (size_t i = 0; i < next_.size(); ++i) {
    if (next_[i] < from) next_[i] = literals_[i].Find(text_, from);
  }
  return std::ranges::min(next_);
}

LineScanner::LineScanner(const Regex& regex, std::string_view text)
    : regex_(regex), text_(text), strategy_(regex.strategy_), cursor_(regex.literals_, text) {
  const bool hides_carriage_returns = !regex.sees_carriage_return_;
  if (strategy_ == Regex::Strategy::kBuffer && regex.has_line_end_ && hides_carriage_returns &&
      FindByte(text, '\r') != kNone) {
    strategy_ = Regex::Strategy::kEveryLine;
  }
}

Outcome LineScanner::Next(ByteSpan& line) {
  switch (strategy_) {
    case Regex::Strategy::kLiterals:
    case Regex::Strategy::kCandidates:
      return NextCandidate(line);
    case Regex::Strategy::kBuffer:
      return NextInBuffer(line);
    case Regex::Strategy::kEveryLine:
      return NextByLine(line);
  }
  return Outcome::kNone;
}

ByteSpan LineScanner::LineAt(size_t at) const {
  const size_t before = FindLastByte(text_, '\n', at);
  const size_t after = FindByte(text_, '\n', at);
  return {before == kNone ? 0 : before + 1, after == kNone ? text_.size() : after};
}

void LineScanner::Trim(ByteSpan& line) const {
  if (regex_.sees_carriage_return_ || line.end == text_.size()) return;
  if (line.end > line.begin && text_[line.end - 1] == '\r') --line.end;
}

Outcome LineScanner::NextCandidate(ByteSpan& line) {
  while (from_ < text_.size()) {
    const size_t at = cursor_.Next(from_);
    if (at == kNone) break;
    line = LineAt(at);
    from_ = line.end + 1;
    Trim(line);
    if (strategy_ == Regex::Strategy::kLiterals) return Outcome::kFound;
    const Outcome outcome = regex_.MatchesLine(text_.substr(line.begin, line.end - line.begin));
    if (outcome != Outcome::kNone) return outcome;
  }
  from_ = text_.size();
  return Outcome::kNone;
}

/// The automaton never consumes LF here, so a match lies within the line that its end lies in.
Outcome LineScanner::NextInBuffer(ByteSpan& line) {
  while (from_ < text_.size()) {
    size_t end = 0;
    const Outcome outcome = regex_.automaton_->FindEnd(text_, from_, end);
    if (outcome == Outcome::kTooComplex) {
      strategy_ = Regex::Strategy::kEveryLine;
      slowly_ = true;
      return NextByLine(line);
    }
    if (outcome == Outcome::kNone || (end == text_.size() && text_.back() == '\n')) break;
    line = LineAt(end);
    from_ = line.end + 1;
    const size_t untrimmed = line.end;
    Trim(line);
    if (line.end == untrimmed) return Outcome::kFound;
    const Outcome again = regex_.MatchesLine(text_.substr(line.begin, line.end - line.begin));
    if (again != Outcome::kNone) return again;
  }
  from_ = text_.size();
  return Outcome::kNone;
}

Outcome LineScanner::NextByLine(ByteSpan& line) {
  while (from_ < text_.size()) {
    const size_t end = FindByte(text_, '\n', from_);
    line = {from_, end == kNone ? text_.size() : end};
    from_ = line.end + 1;
    Trim(line);
    const std::string_view content = text_.substr(line.begin, line.end - line.begin);
    const Outcome outcome =
        slowly_ ? regex_.automaton_->MatchesSlowly(content) : regex_.automaton_->Matches(content);
    if (outcome != Outcome::kNone) return outcome;
  }
  return Outcome::kNone;
}

SpanScanner::SpanScanner(const Regex& regex, std::string_view text)
    : regex_(regex), text_(text), cursor_(regex.literals_, text) {}

Outcome SpanScanner::Next(ByteSpan& lines) {
  if (from_ >= text_.size()) return Outcome::kNone;
  ByteSpan match;
  if (!regex_.literals_.empty()) {
    match.begin = cursor_.Next(from_);
    if (match.begin == kNone) return Outcome::kNone;
    match.end = match.begin + regex_.literals_.front().needle().size();
  }
  if (regex_.automaton_) {
    const Outcome outcome = regex_.automaton_->FindSpan(text_, from_, match);
    if (outcome != Outcome::kFound) return outcome;
  }
  if (match.begin == text_.size() && text_.back() == '\n') return Outcome::kNone;
  const size_t last = std::max(match.begin, match.end == 0 ? 0 : match.end - 1);
  const size_t before = FindLastByte(text_, '\n', match.begin);
  const size_t after = FindByte(text_, '\n', last);
  lines = {before == kNone ? 0 : before + 1, after == kNone ? text_.size() : after};
  from_ = lines.end + 1;
  return Outcome::kFound;
}

}  // namespace nacre
