#include "search/automaton.h"

#include <re2/prog.h>
#include <re2/regexp.h>

#include <utility>

#include "base/limits.h"

namespace nacre {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::unique_ptr<Automaton> Automaton::Build(re2::Regexp* regexp, bool locate_begin) {
  constexpr int64_t kForwardMemory = limits::kRegexMemory * 2 / 3;
  constexpr int64_t kBackwardMemory = limits::kRegexMemory / 3;
  std::unique_ptr<re2::Prog> forward(regexp->CompileToProg(kForwardMemory));
  if (!forward) return nullptr;
  std::unique_ptr<re2::Prog> backward;
  if (locate_begin) {
    backward.reset(regexp->CompileToReverseProg(kBackwardMemory));
    if (!backward) return nullptr;
  }
  return std::unique_ptr<Automaton>(new Automaton(std::move(forward), std::move(backward)));
}

Automaton::Automaton(std::unique_ptr<re2::Prog> forward, std::unique_ptr<re2::Prog> backward)
    : forward_(std::move(forward)), backward_(std::move(backward)) {}

Automaton::~Automaton() = default;

Outcome Automaton::Matches(std::string_view text) {
  bool failed = false;
  const bool found = forward_->SearchDFA(View(text), View(text), re2::Prog::kUnanchored,
                                         re2::Prog::kLongestMatch, nullptr, &failed, nullptr);
  if (failed) return MatchesSlowly(text);
  return found ? Outcome::kFound : Outcome::kNone;
}

Outcome Automaton::MatchesSlowly(std::string_view text) {
  ByteSpan ignored;
  return SearchSlowly(text, 0, ignored);
}

Outcome Automaton::FindEnd(std::string_view text, size_t from, size_t& end) {
  bool failed = false;
  absl::string_view match;
  const bool found =
      forward_->SearchDFA(View(text.substr(from)), View(text), re2::Prog::kUnanchored,
                          re2::Prog::kLongestMatch, &match, &failed, nullptr);
  if (failed) return Outcome::kTooComplex;
  if (found) end = static_cast<size_t>(match.data() + match.size() - text.data());
  return found ? Outcome::kFound : Outcome::kNone;
}

Outcome Automaton::FindSpan(std::string_view text, size_t from, ByteSpan& match) {
  bool failed = false;
  absl::string_view forward;
  const bool found =
      forward_->SearchDFA(View(text.substr(from)), View(text), re2::Prog::kUnanchored,
                          re2::Prog::kFirstMatch, &forward, &failed, nullptr);
  if (!failed && !found) return Outcome::kNone;
  if (!failed) {
    absl::string_view whole;
    if (backward_->SearchDFA(forward, View(text), re2::Prog::kAnchored, re2::Prog::kLongestMatch,
                             &whole, &failed, nullptr)) {
      match.begin = static_cast<size_t>(whole.data() - text.data());
      match.end = match.begin + whole.size();
      return Outcome::kFound;
    }
  }
  return SearchSlowly(text, from, match);
}

Outcome Automaton::SearchSlowly(std::string_view text, size_t from, ByteSpan& match) {
  const uint64_t work = uint64_t{text.size() - from} * static_cast<uint64_t>(forward_->size());
  if (work > limits::kRegexSlowWork - slow_work_) return Outcome::kTooComplex;
  slow_work_ += work;
  absl::string_view found;
  if (!forward_->SearchNFA(View(text.substr(from)), View(text), re2::Prog::kUnanchored,
                           re2::Prog::kFirstMatch, &found, 1)) {
    return Outcome::kNone;
  }
  match.begin = static_cast<size_t>(found.data() - text.data());
  match.end = match.begin + found.size();
  return Outcome::kFound;
}

}  // namespace nacre
