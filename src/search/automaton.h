#ifndef NACRE_SEARCH_AUTOMATON_H_
#define NACRE_SEARCH_AUTOMATON_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace re2 {
class Prog;
class Regexp;
}  // namespace re2

namespace nacre {

/// Outcome of one search.
enum class Outcome {
  kFound,
  kNone,
  kTooComplex,  ///< The fast engine ran out of memory and the slow one's work would pass its bound.
};

/// A half-open range of bytes.
struct ByteSpan {
  size_t begin = 0;
  size_t end = 0;
};

/// RE2's engines over one parsed pattern. RE2's own front end always runs a second, backward pass
/// to learn where a match starts, and does not tell when it leaves its fast engine; line search
/// needs neither pass nor surprise.
class Automaton {
 public:
  /// `regexp` stays the caller's. With `locate_begin`, `FindSpan` may be called. Null when the
  /// program is too large.
  static std::unique_ptr<Automaton> Build(re2::Regexp* regexp, bool locate_begin);
  ~Automaton();

  Automaton(const Automaton&) = delete;
  Automaton& operator=(const Automaton&) = delete;

  /// Whether `text` holds a match; `^`, `$`, `\A` and `\z` see nothing beyond `text`.
  Outcome Matches(std::string_view text);

  /// The same by the slow engine, whose work over the automaton's life is bounded by
  /// `limits::kRegexSlowWork`.
  Outcome MatchesSlowly(std::string_view text);

  /// Finds where the leftmost-longest match of `text` that starts at or after `from` ends. Fast
  /// engine only.
  Outcome FindEnd(std::string_view text, size_t from, size_t& end);

  /// Finds the leftmost match of `text` that starts at or after `from`.
  Outcome FindSpan(std::string_view text, size_t from, ByteSpan& match);

 private:
  Automaton(std::unique_ptr<re2::Prog> forward, std::unique_ptr<re2::Prog> backward);

  Outcome SearchSlowly(std::string_view text, size_t from, ByteSpan& match);

  std::unique_ptr<re2::Prog> forward_;
  std::unique_ptr<re2::Prog> backward_;
  uint64_t slow_work_ = 0;
};

}  // namespace nacre

#endif  // NACRE_SEARCH_AUTOMATON_H_
