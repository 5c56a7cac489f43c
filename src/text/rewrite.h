#ifndef NACRE_TEXT_REWRITE_H_
#define NACRE_TEXT_REWRITE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/lines.h"

/// The engine under every kind of edit: byte ranges of one text replaced from left to right.
namespace nacre {

/// A replaced range: `before` in the old text, `after` in the new one.
struct Change {
  ByteRange before;
  ByteRange after;

  bool operator==(const Change&) const = default;
};

/// The changes between two texts, in order and disjoint. Bounded: past `limits::kChangesPerEdit`
/// the last change grows to cover the following ones, which stays true and only makes a diff
/// coarser.
class ChangeList {
 public:
  void Add(const Change& change);

  /// The changes of `this` (old to middle) followed by those of `next` (middle to new), as old to
  /// new.
  ChangeList Then(const ChangeList& next) const;

  std::span<const Change> changes() const { return changes_; }
  bool empty() const { return changes_.empty(); }

 private:
  std::vector<Change> changes_;
};

/// Builds a new text from an old one. The old text must outlive it.
class Rewrite {
 public:
  /// `expected_size` is what the new text will probably need, in bytes.
  Rewrite(std::string_view old_text, size_t expected_size);

  /// Replaces `range` by `text`. Ranges must be given in ascending order and must not overlap.
  void Replace(ByteRange range, std::string_view text);

  /// Copies what follows the last range. To be called once, at the end.
  void Finish();

  std::string& text() { return text_; }
  ChangeList& changes() { return changes_; }

 private:
  std::string_view old_;
  size_t copied_ = 0;
  std::string text_;
  ChangeList changes_;
};

}  // namespace nacre

#endif  // NACRE_TEXT_REWRITE_H_
