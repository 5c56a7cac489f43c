#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "store/merge.h"
#include "text/line_compare.h"

namespace nacre {
namespace {

// The changes that lead from the base to one side, taken from left to right.
class Side {
 public:
  Side(std::string_view base, std::string_view text) : text_(text) {
    LineBlock whole;
    whole.before.end = base.size();
    whole.after.end = text.size();
    CompareLines(base, text, whole, &changes_);
  }

  /// Where in the base the next change begins; `SIZE_MAX` after the last.
  size_t next() const {
    return next_ == changes_.size() ? SIZE_MAX : changes_[next_].before.bytes.begin;
  }

  void OpenRegion() { first_ = next_; }

  /// Takes the changes that touch the base's bytes up to `end`, and returns how far the last one
  /// reaches.
  size_t TakeUpTo(size_t end) {
    for (; next() <= end; ++next_) end = std::max(end, changes_[next_].before.bytes.end);
    return end;
  }

  bool changed_region() const { return first_ != next_; }

  /// What this side, which changed it, has in place of the base's `region`.
  std::string_view TextOf(ByteRange region) const {
    const LineChange& first = changes_[first_];
    const LineChange& last = changes_[next_ - 1];
    size_t begin = first.after.bytes.begin - (first.before.bytes.begin - region.begin);
    size_t end = last.after.bytes.end + (region.end - last.before.bytes.end);
    return text_.substr(begin, end - begin);
  }

 private:
  std::string_view text_;
  std::vector<LineChange> changes_;
  size_t next_ = 0;
  size_t first_ = 0;
};

}  // namespace

std::optional<std::string> MergeLines(std::string_view base, std::string_view our_text,
                                      std::string_view their_text) {
  Side ours(base, our_text);
  Side theirs(base, their_text);
  std::string merged;
  size_t done = 0;
  for (;;) {
    ByteRange region;
    region.begin = std::min(ours.next(), theirs.next());
    if (region.begin == SIZE_MAX) break;
    region.end = region.begin;
    ours.OpenRegion();
    theirs.OpenRegion();
    for (size_t reached = SIZE_MAX; reached != region.end;) {
      reached = region.end;
      region.end = theirs.TakeUpTo(ours.TakeUpTo(region.end));
    }
    merged += base.substr(done, region.begin - done);
    const Side& changed = ours.changed_region() ? ours : theirs;
    std::string_view text = changed.TextOf(region);
    if (ours.changed_region() && theirs.changed_region() && text != theirs.TextOf(region)) {
      return std::nullopt;
    }
    merged += text;
    done = region.end;
  }
  merged += base.substr(done);
  return merged;
}

}  // namespace nacre
