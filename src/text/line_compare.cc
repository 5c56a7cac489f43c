#include "text/line_compare.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/hash.h"
#include "base/limits.h"

namespace nacre {
namespace {

constexpr size_t kCompareBlock = 4096;
// Steps allowed beyond `limits::kDiffCost` for each line, so that long equal runs cost nothing.
constexpr size_t kStepsPerLine = 16;

size_t CommonPrefix(std::string_view a, std::string_view b) {
  size_t size = std::min(a.size(), b.size());
  size_t i = 0;
  while (i + kCompareBlock <= size && std::memcmp(a.data() + i, b.data() + i, kCompareBlock) == 0) {
    i += kCompareBlock;
  }
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

size_t CommonSuffix(std::string_view a, std::string_view b) {
  size_t size = std::min(a.size(), b.size());
  const char* a_end = a.data() + a.size();
  const char* b_end = b.data() + b.size();
  size_t i = 0;
  while (i + kCompareBlock <= size &&
         std::memcmp(a_end - i - kCompareBlock, b_end - i - kCompareBlock, kCompareBlock) == 0) {
    i += kCompareBlock;
  }
  while (i < size &&
         a_end[-1 - static_cast<std::ptrdiff_t>(i)] == b_end[-1 - static_cast<std::ptrdiff_t>(i)]) {
    ++i;
  }
  return i;
}

bool IsLineStart(std::string_view text, size_t offset) {
  return offset == 0 || text[offset - 1] == '\n';
}

// Lines with their line ends, compared by hash before bytes.
struct HashedLine {
  uint64_t hash;
  std::string_view bytes;

  bool operator==(const HashedLine& other) const {
    return hash == other.hash && bytes == other.bytes;
  }
};

std::vector<HashedLine> HashLines(std::string_view text) {
  std::vector<HashedLine> lines;
  lines.reserve(CountLines(text));
  for (size_t offset = 0; offset < text.size();) {
    size_t end = EndOfLineAt(text, offset);
    std::string_view line = text.substr(offset, end - offset);
    lines.push_back({Xxh3(line), line});
    offset = end;
  }
  return lines;
}

using Index = std::ptrdiff_t;

struct Box {
  Index old_begin, old_end, new_begin, new_end;
};

// Myers' divide and conquer in linear space; marks the lines that differ.
class Comparison {
 public:
  Comparison(const std::vector<HashedLine>& before, const std::vector<HashedLine>& after)
      : before_(before),
        after_(after),
        before_changed_(before.size()),
        after_changed_(after.size()),
        forward_(before.size() + after.size() + 3),
        backward_(before.size() + after.size() + 3),
        middle_(static_cast<Index>(after.size()) + 1),
        steps_left_(limits::kDiffCost + kStepsPerLine * (before.size() + after.size())) {}

  void Run() {
    std::vector<Box> boxes = {{0, std::ssize(before_), 0, std::ssize(after_)}};
    while (!boxes.empty()) {
      Box box = boxes.back();
      boxes.pop_back();
      Trim(&box);
      if (box.old_begin == box.old_end || box.new_begin == box.new_end) {
        Mark(box);
        continue;
      }
      std::optional<Box> snake = MiddleSnake(box);
      if (!snake) {
        Mark(box);
        continue;
      }
      boxes.push_back({box.old_begin, snake->old_begin, box.new_begin, snake->new_begin});
      boxes.push_back({snake->old_end, box.old_end, snake->new_end, box.new_end});
    }
  }

  const std::vector<bool>& before_changed() const { return before_changed_; }
  const std::vector<bool>& after_changed() const { return after_changed_; }

 private:
  bool Same(Index old_line, Index new_line) const { return before_[old_line] == after_[new_line]; }

  void Trim(Box* box) const {
    while (box->old_begin < box->old_end && box->new_begin < box->new_end &&
           Same(box->old_begin, box->new_begin)) {
      ++box->old_begin;
      ++box->new_begin;
    }
    while (box->old_begin < box->old_end && box->new_begin < box->new_end &&
           Same(box->old_end - 1, box->new_end - 1)) {
      --box->old_end;
      --box->new_end;
    }
  }

  void Mark(const Box& box) {
    std::fill(before_changed_.begin() + box.old_begin, before_changed_.begin() + box.old_end, true);
    std::fill(after_changed_.begin() + box.new_begin, after_changed_.begin() + box.new_end, true);
  }

  bool Spend(size_t steps) {
    bool enough = steps <= steps_left_;
    steps_left_ -= enough ? steps : steps_left_;
    return enough;
  }

  // The run of equal lines, perhaps empty, in the middle of a shortest edit script of a trimmed
  // box. Nothing when the steps are used up.
  std::optional<Box> MiddleSnake(const Box& box) {
    const Index n = box.old_end - box.old_begin;
    const Index m = box.new_end - box.new_begin;
    const Index delta = n - m;
    const bool odd = delta % 2 != 0;
    // Diagonal k = x - y is stored at middle_ + k; -m - 1 <= k <= n + 1.
    Index* forward = forward_.data() + middle_;
    Index* backward = backward_.data() + middle_;
    forward[1] = 0;
    backward[1] = 0;
    for (Index d = 0; d <= (n + m + 1) / 2; ++d) {
      const Index low = -d + 2 * std::max<Index>(0, d - m);
      const Index high = d - 2 * std::max<Index>(0, d - n);
      for (Index k = low; k <= high; k += 2) {
        Index x = Reach(forward, k, d);
        Index start = x;
        while (x < n && x - k < m && Same(box.old_begin + x, box.new_begin + x - k)) ++x;
        forward[k] = x;
        if (!Spend(static_cast<size_t>(x - start) + 1)) return std::nullopt;
        Index mirror = delta - k;
        if (odd && mirror > -d && mirror < d && x + backward[mirror] >= n) {
          return Box{box.old_begin + start, box.old_begin + x, box.new_begin + start - k,
                     box.new_begin + x - k};
        }
      }
      for (Index k = low; k <= high; k += 2) {
        Index x = Reach(backward, k, d);
        Index start = x;
        while (x < n && x - k < m && Same(box.old_end - 1 - x, box.new_end - 1 - (x - k))) ++x;
        backward[k] = x;
        if (!Spend(static_cast<size_t>(x - start) + 1)) return std::nullopt;
        Index mirror = delta - k;
        if (!odd && mirror >= -d && mirror <= d && x + forward[mirror] >= n) {
          return Box{box.old_end - x, box.old_end - start, box.new_end - (x - k),
                     box.new_end - (start - k)};
        }
      }
    }
    return std::nullopt;
  }

  // How far diagonal `k` starts in round `d`, one edit after its neighbours in round d - 1.
  static Index Reach(const Index* reached, Index k, Index d) {
    if (k == -d || (k != d && reached[k - 1] < reached[k + 1])) return reached[k + 1];
    return reached[k - 1] + 1;
  }

  const std::vector<HashedLine>& before_;
  const std::vector<HashedLine>& after_;
  std::vector<bool> before_changed_;
  std::vector<bool> after_changed_;
  std::vector<Index> forward_;
  std::vector<Index> backward_;
  Index middle_;
  size_t steps_left_;
};

// Takes the lines from `next` on while they are marked.
LineRun TakeRun(const std::vector<HashedLine>& lines, const std::vector<bool>& changed,
                size_t* next, size_t first_line, size_t* offset) {
  LineRun run{{*offset, *offset}, first_line + *next, 0};
  for (; *next < lines.size() && changed[*next]; ++*next, ++run.count) {
    *offset += lines[*next].bytes.size();
  }
  run.bytes.end = *offset;
  return run;
}

void AppendMarked(const Comparison& comparison, const std::vector<HashedLine>& before,
                  const std::vector<HashedLine>& after, const LineBlock& block,
                  std::vector<LineChange>* changes) {
  size_t i = 0;
  size_t j = 0;
  size_t old_offset = block.before.begin;
  size_t new_offset = block.after.begin;
  while (i < before.size() || j < after.size()) {
    LineChange change;
    change.before =
        TakeRun(before, comparison.before_changed(), &i, block.before_line, &old_offset);
    change.after = TakeRun(after, comparison.after_changed(), &j, block.after_line, &new_offset);
    if (change.before.count + change.after.count > 0) {
      changes->push_back(change);
    } else {
      old_offset += before[i++].bytes.size();
      new_offset += after[j++].bytes.size();
    }
  }
}

// Leaves out the equal lines at both ends.
LineBlock TrimBlock(std::string_view old_text, std::string_view new_text, LineBlock block) {
  std::string_view before = old_text.substr(block.before.begin, block.before.size());
  std::string_view after = new_text.substr(block.after.begin, block.after.size());
  size_t prefix = StartOfLineAt(before, CommonPrefix(before, after));
  size_t lines = CountNewlines(before.substr(0, prefix));
  block.before.begin += prefix;
  block.after.begin += prefix;
  block.before_line += lines;
  block.after_line += lines;
  before.remove_prefix(prefix);
  after.remove_prefix(prefix);

  size_t suffix = CommonSuffix(before, after);
  if (!IsLineStart(before, before.size() - suffix) || !IsLineStart(after, after.size() - suffix)) {
    suffix = before.size() - EndOfLineAt(before, before.size() - suffix);
  }
  block.before.end -= suffix;
  block.after.end -= suffix;
  return block;
}

}  // namespace

void CompareLines(std::string_view old_text, std::string_view new_text, const LineBlock& whole,
                  std::vector<LineChange>* changes) {
  LineBlock block = TrimBlock(old_text, new_text, whole);
  std::string_view before = old_text.substr(block.before.begin, block.before.size());
  std::string_view after = new_text.substr(block.after.begin, block.after.size());
  size_t before_lines = CountLines(before);
  size_t after_lines = CountLines(after);
  if (before_lines + after_lines == 0) return;
  if (before_lines == 0 || after_lines == 0 || before_lines + after_lines > limits::kDiffLines) {
    changes->push_back({{block.before, block.before_line, before_lines},
                        {block.after, block.after_line, after_lines}});
    return;
  }
  std::vector<HashedLine> old_lines = HashLines(before);
  std::vector<HashedLine> new_lines = HashLines(after);
  Comparison comparison(old_lines, new_lines);
  comparison.Run();
  AppendMarked(comparison, old_lines, new_lines, block, changes);
}

}  // namespace nacre
