#include "search/pattern_traits.h"

#include <re2/regexp.h>
#include <re2/walker-inl.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre {
namespace {

/// Each literal costs a scan of its own, about a fifth of an automaton's; five are worth no scan.
constexpr size_t kMaxRequired = 4;
constexpr size_t kMaxExact = 8;
constexpr size_t kMaxLiteralBytes = 256;
constexpr int kMaxClassRunes = 4;

/// Below this rarity candidates are so dense that checking them costs more than running the
/// automaton over all.
constexpr double kMinRarityBits = 9;

/// A set of literals, letters folded or not as a whole.
struct LiteralSet {
  std::vector<std::string> strings;
  LetterCase letter_case = LetterCase::kExact;
};

/// What is known of a subexpression: all strings that it matches (`exact`), or strings one of which
/// it contains.
struct Knowledge {
  std::optional<LiteralSet> exact;
  bool pure =
      true;  ///< `exact` is not merely a superset: no assertions, no letter folded that is not.
  std::optional<LiteralSet> required;
  bool can_match = true;
};

double Rarity(const LiteralSet& set) {
  double least = INFINITY;
  for (const std::string& literal : set.strings) {
    least = std::min(least, LiteralRarity(literal, set.letter_case));
  }
  return least - 2 * static_cast<double>(std::bit_width(set.strings.size()) - 1);
}

bool HasLetters(const LiteralSet& set) {
  return std::ranges::any_of(set.strings, [](const std::string& literal) {
    return std::ranges::any_of(literal, [](char c) {
      const int lower = c | 0x20;
      return lower >= 'a' && lower <= 'z';
    });
  });
}

/// Brings two sets to one letter case. False when that makes one of them wider than it was.
bool Align(LiteralSet& a, LiteralSet& b) {
  if (a.letter_case == b.letter_case) return true;
  LiteralSet& exact = a.letter_case == LetterCase::kExact ? a : b;
  const bool lossless = !HasLetters(exact);
  exact.letter_case = LetterCase::kAsciiInsensitive;
  return lossless;
}

void AppendRune(std::string& out, re2::Rune rune) {
  char bytes[re2::UTFmax];
  out.append(bytes, static_cast<size_t>(re2::runetochar(bytes, &rune)));
}

Knowledge Nothing() { return {}; }

Knowledge Assertion() {
  Knowledge knowledge;
  knowledge.exact = LiteralSet{{""}, LetterCase::kExact};
  knowledge.pure = false;
  return knowledge;
}

Knowledge Never() {
  Knowledge knowledge;
  knowledge.can_match = false;
  return knowledge;
}

/// The better of what a subexpression is and what it contains, as something that a match must
/// contain.
std::optional<LiteralSet> Demand(const Knowledge& knowledge) {
  const bool exact = knowledge.exact && knowledge.exact->strings.size() <= kMaxRequired;
  if (!exact) return knowledge.required;
  if (!knowledge.required || Rarity(*knowledge.exact) >= Rarity(*knowledge.required)) {
    return knowledge.exact;
  }
  return knowledge.required;
}

void Prefer(std::optional<LiteralSet>& best, std::optional<LiteralSet> other) {
  if (other && (!best || Rarity(*other) > Rarity(*best))) best = std::move(other);
}

/// Every concatenation of a string of `a` with one of `b`; nothing when that grows too large.
std::optional<LiteralSet> Cross(const LiteralSet& a, const LiteralSet& b) {
  if (a.strings.size() * b.strings.size() > kMaxExact) return std::nullopt;
  LiteralSet product{{}, a.letter_case};
  for (const std::string& head : a.strings) {
    for (const std::string& tail : b.strings) {
      if (head.size() + tail.size() > kMaxLiteralBytes) return std::nullopt;
      product.strings.push_back(head + tail);
    }
  }
  return product;
}

/// Builds `Knowledge` bottom-up. Values are indices into `known_`, so that the walker copies
/// cheaply.
class TraitsWalker : public re2::Regexp::Walker<size_t> {
 public:
  explicit TraitsWalker(PatternTraits& traits) : traits_(traits) {}

  size_t PostVisit(re2::Regexp* regexp, size_t, size_t, size_t* children, int count) override {
    known_.push_back(Learn(regexp, {children, static_cast<size_t>(count)}));
    return known_.size() - 1;
  }

  size_t ShortVisit(re2::Regexp*, size_t) override {
    known_.push_back(Nothing());
    return known_.size() - 1;
  }

  const Knowledge& At(size_t index) const { return known_[index]; }

 private:
  Knowledge Learn(re2::Regexp* regexp, std::span<const size_t> children) {
    switch (regexp->op()) {
      case re2::kRegexpNoMatch:
        return Never();
      case re2::kRegexpEmptyMatch:
        return OfRunes(nullptr, 0, regexp->parse_flags());
      case re2::kRegexpLiteral: {
        const re2::Rune rune = regexp->rune();
        return OfRunes(&rune, 1, regexp->parse_flags());
      }
      case re2::kRegexpLiteralString:
        return OfRunes(regexp->runes(), regexp->nrunes(), regexp->parse_flags());
      case re2::kRegexpCharClass:
        return OfClass(*regexp->cc());
      case re2::kRegexpConcat:
        return OfConcat(children);
      case re2::kRegexpAlternate:
        return OfAlternate(children);
      case re2::kRegexpCapture:
        return known_[children[0]];
      case re2::kRegexpPlus:
        return OfRepeated(known_[children[0]]);
      case re2::kRegexpRepeat:
        return regexp->min() > 0 ? OfRepeated(known_[children[0]]) : Nothing();
      case re2::kRegexpQuest:
        return OfOptional(known_[children[0]]);
      case re2::kRegexpEndLine:
        traits_.has_line_end = true;
        return Assertion();
      case re2::kRegexpBeginText:
      case re2::kRegexpEndText:
        traits_.has_text_anchor = true;
        return Assertion();
      case re2::kRegexpBeginLine:
      case re2::kRegexpWordBoundary:
      case re2::kRegexpNoWordBoundary:
        return Assertion();
      case re2::kRegexpAnyByte:
        traits_.has_any_byte = true;
        return Nothing();
      default:
        return Nothing();
    }
  }

  Knowledge OfRunes(const re2::Rune* runes, int count, re2::Regexp::ParseFlags flags) {
    Knowledge knowledge;
    std::string literal;
    for (int i = 0; i < count; ++i) {
      AppendRune(literal, runes[i]);
      if (runes[i] == '\r') traits_.names_carriage_return = true;
    }
    const bool folds = (flags & re2::Regexp::FoldCase) != 0;
    const LetterCase letter_case = folds ? LetterCase::kAsciiInsensitive : LetterCase::kExact;
    knowledge.exact = LiteralSet{{std::move(literal)}, letter_case};
    return knowledge;
  }

  Knowledge OfClass(re2::CharClass& runes) {
    if (runes.empty()) return Never();
    const bool named = runes.size() <= 2 && runes.Contains('\r');
    if (named) traits_.names_carriage_return = true;
    if (runes.size() > kMaxClassRunes || (!named && runes.Contains('\r'))) return Nothing();
    Knowledge knowledge;
    knowledge.exact.emplace();
    for (const re2::RuneRange& range : runes) {
      for (re2::Rune rune = range.lo; rune <= range.hi; ++rune) {
        AppendRune(knowledge.exact->strings.emplace_back(), rune);
      }
    }
    return knowledge;
  }

  Knowledge OfConcat(std::span<const size_t> children) const {
    Knowledge whole;
    Knowledge run;
    run.exact = LiteralSet{{""}, LetterCase::kExact};
    bool unbroken = true;
    for (const size_t index : children) {
      Knowledge child = known_[index];
      whole.can_match = whole.can_match && child.can_match;
      whole.pure = whole.pure && child.pure;
      Prefer(whole.required, child.required);
      std::optional<LiteralSet> joined;
      if (child.exact) {
        LiteralSet tail = *child.exact;
        if (run.exact->strings == std::vector<std::string>{""}) {
          run.exact->letter_case = tail.letter_case;
        }
        LiteralSet head = *run.exact;
        const bool lossless = Align(head, tail);
        joined = Cross(head, tail);
        if (joined) whole.pure = whole.pure && lossless;
      }
      if (joined) {
        run.exact = std::move(joined);
        continue;
      }
      unbroken = false;
      Prefer(whole.required, Demand(run));
      run.exact = child.exact ? std::move(child.exact) : LiteralSet{{""}, LetterCase::kExact};
    }
    if (unbroken) {
      whole.exact = std::move(run.exact);
    } else {
      Prefer(whole.required, Demand(run));
    }
    return whole;
  }

  Knowledge OfAlternate(std::span<const size_t> children) const {
    Knowledge whole;
    whole.can_match = false;
    whole.exact.emplace();
    whole.required.emplace();
    for (const size_t index : children) {
      const Knowledge& child = known_[index];
      if (!child.can_match) continue;
      whole.pure = whole.pure && child.pure;
      whole.pure = Unite(whole.exact, child.exact, kMaxExact, !whole.can_match) && whole.pure;
      Unite(whole.required, Demand(child), kMaxRequired, !whole.can_match);
      whole.can_match = true;
    }
    return whole;
  }

  /// Adds `part` to `whole`, or gives `whole` up. False when folding letters made it wider.
  static bool Unite(std::optional<LiteralSet>& whole, std::optional<LiteralSet> part, size_t limit,
                    bool first) {
    if (!whole || !part || whole->strings.size() + part->strings.size() > limit) {
      whole.reset();
      return true;
    }
    if (first) whole->letter_case = part->letter_case;
    const bool lossless = Align(*whole, *part);
    whole->strings.insert(whole->strings.end(), part->strings.begin(), part->strings.end());
    return lossless;
  }

  static Knowledge OfRepeated(const Knowledge& child) {
    Knowledge knowledge;
    knowledge.required = Demand(child);
    knowledge.can_match = child.can_match;
    return knowledge;
  }

  static Knowledge OfOptional(const Knowledge& child) {
    if (!child.can_match) return Assertion();
    if (!child.exact || child.exact->strings.size() >= kMaxExact) return Nothing();
    Knowledge knowledge;
    knowledge.exact = child.exact;
    knowledge.exact->strings.emplace_back();
    knowledge.pure = child.pure;
    return knowledge;
  }

  PatternTraits& traits_;
  std::vector<Knowledge> known_;
};

}  // namespace

PatternTraits AnalyzePattern(re2::Regexp* regexp) {
  PatternTraits traits;
  TraitsWalker walker(traits);
  const Knowledge& root = walker.At(walker.Walk(regexp, 0));
  traits.can_match = root.can_match;
  std::optional<LiteralSet> demand = Demand(root);
  if (!demand || std::ranges::any_of(demand->strings, &std::string::empty)) return traits;
  const bool whole = root.exact && root.pure && demand->strings == root.exact->strings;
  if (!whole && Rarity(*demand) < kMinRarityBits) return traits;
  traits.literals = {std::move(demand->strings), demand->letter_case, whole};
  return traits;
}

}  // namespace nacre
