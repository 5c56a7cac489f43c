#include "text/rewrite.h"

#include <algorithm>
#include <cstdint>

#include "base/limits.h"

namespace nacre {
namespace {

// Walks a list of changes along the text that lies between it and another list, keeping how far one
// side is ahead.
class Side {
 public:
  // `of` is the range that a change has in the middle text, `other` its range in the outer one.
  Side(std::span<const Change> changes, ByteRange Change::* of, ByteRange Change::* other)
      : changes_(changes), of_(of), other_(other) {}

  bool done() const { return next_ == changes_.size(); }
  ByteRange middle() const { return changes_[next_].*of_; }

  // The place in the outer text of `offset`, which lies outside the changes not yet taken.
  size_t Outer(size_t offset) const { return offset - middle_sum_ + outer_sum_; }

  void Take() {
    middle_sum_ += middle().size();
    outer_sum_ += (changes_[next_].*other_).size();
    ++next_;
  }

 private:
  std::span<const Change> changes_;
  ByteRange Change::* of_;
  ByteRange Change::* other_;
  size_t next_ = 0;
  size_t middle_sum_ = 0;
  size_t outer_sum_ = 0;
};

}  // namespace

void ChangeList::Add(const Change& change) {
  if (changes_.size() < limits::kChangesPerEdit) {
    changes_.push_back(change);
    return;
  }
  changes_.back().before.end = change.before.end;
  changes_.back().after.end = change.after.end;
}

ChangeList ChangeList::Then(const ChangeList& next) const {
  ChangeList result;
  Side first(changes_, &Change::after, &Change::before);
  Side second(next.changes_, &Change::before, &Change::after);
  while (!first.done() || !second.done()) {
    // A group: changes of either list that touch one another in the middle text.
    size_t begin = std::min(first.done() ? SIZE_MAX : first.middle().begin,
                            second.done() ? SIZE_MAX : second.middle().begin);
    size_t end = begin;
    Change merged{{first.Outer(begin), 0}, {second.Outer(begin), 0}};
    while (true) {
      Side* side = !first.done() && first.middle().begin <= end     ? &first
                   : !second.done() && second.middle().begin <= end ? &second
                                                                    : nullptr;
      if (side == nullptr) break;
      end = std::max(end, side->middle().end);
      side->Take();
    }
    merged.before.end = first.Outer(end);
    merged.after.end = second.Outer(end);
    result.Add(merged);
  }
  return result;
}

Rewrite::Rewrite(std::string_view old_text, size_t expected_size) : old_(old_text) {
  text_.reserve(expected_size);
}

void Rewrite::Replace(ByteRange range, std::string_view text) {
  text_ += old_.substr(copied_, range.begin - copied_);
  size_t begin = text_.size();
  text_ += text;
  copied_ = range.end;
  changes_.Add({range, {begin, text_.size()}});
}

void Rewrite::Finish() {
  text_ += old_.substr(copied_);
  copied_ = old_.size();
}

}  // namespace nacre
