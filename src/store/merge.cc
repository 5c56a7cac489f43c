#include "store/merge.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <utility>

#include "base/path.h"
#include "store/directories.h"
#include "store/tree_diff.h"

namespace nacre {
namespace {

bool Same(const Entry* a, const Entry* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a == b || SameEntry(*a, *b);
}

bool IsTextFile(const Entry* entry) {
  return entry != nullptr && !entry->is_directory() && !entry->content()->IsBinary();
}

ConflictKind KindOf(const Entry* base, const Entry* ours, const Entry* theirs) {
  if (ours != nullptr && theirs != nullptr && ours->is_directory() != theirs->is_directory()) {
    return ConflictKind::kFileAndDirectory;
  }
  if (base == nullptr) return ConflictKind::kBothAdded;
  if (theirs == nullptr) return ConflictKind::kModifiedAndRemoved;
  if (ours == nullptr) return ConflictKind::kRemovedAndModified;
  return ConflictKind::kBothModified;
}

std::string_view ReasonFor(ConflictKind kind) {
  switch (kind) {
    case ConflictKind::kBothModified:
      return "Both sides changed it in the same place";
    case ConflictKind::kBothAdded:
      return "Both sides added it, with different content";
    case ConflictKind::kModifiedAndRemoved:
      return "Our side changed it and their side removed it";
    case ConflictKind::kRemovedAndModified:
      return "Our side removed it and their side changed it";
    case ConflictKind::kFileAndDirectory:
      return "It is a file on one side and a directory on the other";
  }
}

// Builds the merged tree in three passes: files go, then directories that are empty, then what is
// new comes.
class Merger {
 public:
  Merger(const Tree& base, const Tree& ours, const Tree& theirs, MergeStrategy strategy,
         Timestamp now)
      : base_(base), ours_(ours), theirs_(theirs), strategy_(strategy), now_(now), tree_(ours) {}

  Result<MergedTree> Run() {
    for (const TreeChange& change : DiffTrees(base_, theirs_)) {
      if (auto sorted = Classify(change); !sorted) {
        return std::unexpected(std::move(sorted.error()));
      }
    }
    for (std::string_view path : erased_files_) tree_.Erase(path);
    for (std::string_view path : erased_directories_ | std::views::reverse) {
      if (tree_.TotalsBelow(path).entries == 0) tree_.Erase(path);
    }
    for (const EntryRef& entry : put_) Place(entry);
    for (const auto& [path, kind] : conflicts_) {
      merged_.conflicts.push_back(
          {.path = path, .kind = kind, .reason = std::string(ReasonFor(kind))});
    }
    bool settled = merged_.conflicts.empty() || strategy_ != MergeStrategy::kReport;
    merged_.tree = settled ? std::move(tree_) : ours_;
    if (!settled) merged_.taken = merged_.merged = 0;
    return std::move(merged_);
  }

 private:
  Result<void> Classify(const TreeChange& change) {
    const Entry* base = change.before;
    const Entry* theirs = change.after;
    const Entry* ours = ours_.Find(change.path());
    if (Same(ours, theirs)) return {};
    if (Same(ours, base)) {
      Take(change, ours);
      return {};
    }
    if (IsTextFile(base) && IsTextFile(ours) && IsTextFile(theirs)) {
      auto text = MergeLines(base->content()->bytes(), ours->content()->bytes(),
                             theirs->content()->bytes());
      if (text) return Weave(*ours, *text);
    }
    Conflict(change.path(), KindOf(base, ours, theirs));
    if (strategy_ == MergeStrategy::kTheirs) Take(change, ours);
    return {};
  }

  void Take(const TreeChange& change, const Entry* ours) {
    ++merged_.taken;
    if (change.after != nullptr) {
      put_.emplace_back(change.after);
    } else if (ours != nullptr && ours->is_directory()) {
      erased_directories_.push_back(change.path());
    } else {
      erased_files_.push_back(change.path());
    }
  }

  Result<void> Weave(const Entry& ours, std::string_view text) {
    auto content = Content::Copy(text);
    if (!content) return std::unexpected(std::move(content.error()));
    EntryTimes times{.created = ours.times().created, .modified = now_};
    put_.push_back(Entry::Make(ours.path(), std::move(*content), times));
    ++merged_.merged;
    return {};
  }

  // Puts an entry where the tree may hold, by now, a file above it or something below it.
  void Place(EntryRef entry) {
    std::string_view path = entry->path();
    const Entry* above = BlockingFile(tree_, path);
    bool covers = !entry->is_directory() && tree_.TotalsBelow(path).entries > 0;
    if (above != nullptr || covers) {
      Conflict(above != nullptr ? above->path() : path, ConflictKind::kFileAndDirectory);
      if (strategy_ != MergeStrategy::kTheirs) {
        --merged_.taken;
        return;
      }
      if (above != nullptr) tree_.Erase(std::string(above->path()));
      if (covers) EraseBelowPath(tree_, path);
    }
    std::vector<EntryRef> made;
    if (MakeParents(tree_, path, now_, made)) tree_.Put(std::move(entry));
  }

  void Conflict(std::string_view path, ConflictKind kind) { conflicts_.emplace(path, kind); }

  const Tree& base_;
  const Tree& ours_;
  const Tree& theirs_;
  MergeStrategy strategy_;
  Timestamp now_;
  Tree tree_;
  MergedTree merged_;
  std::map<std::string, ConflictKind, std::less<>> conflicts_;  // The first of each path.
  std::vector<std::string_view> erased_files_;
  std::vector<std::string_view> erased_directories_;
  std::vector<EntryRef> put_;
};

}  // namespace

std::optional<MergeStrategy> ParseMergeStrategy(std::string_view name) {
  if (name == "report") return MergeStrategy::kReport;
  if (name == "ours") return MergeStrategy::kOurs;
  if (name == "theirs") return MergeStrategy::kTheirs;
  return std::nullopt;
}

std::string_view ConflictKindName(ConflictKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"both_modified", "both_added",
                                                      "modified_and_removed",
                                                      "removed_and_modified", "file_and_directory"};
  return kNames[static_cast<size_t>(kind)];
}

Result<MergedTree> MergeTrees(const Tree& base, const Tree& ours, const Tree& theirs,
                              MergeStrategy strategy, Timestamp now) {
  return Merger(base, ours, theirs, strategy, now).Run();
}

}  // namespace nacre
