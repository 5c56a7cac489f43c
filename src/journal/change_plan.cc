#include "journal/change_plan.h"

#include <map>

#include "base/path.h"
#include "store/directories.h"
#include "store/tree_diff.h"

namespace nacre {
namespace {

bool KindChanges(const TreeChange& change) {
  return change.before != nullptr && change.after != nullptr &&
         change.before->is_directory() != change.after->is_directory();
}

bool Goes(const TreeChange& change) {
  return change.before != nullptr && (change.after == nullptr || KindChanges(change));
}

}  // namespace

std::vector<PlannedStep> PlanChanges(const Tree& before, const Tree& after) {
  std::vector<TreeChange> changes = DiffTrees(before, after, Sameness::kContent);
  std::vector<PlannedStep> steps;
  std::map<const Content*, std::string_view> sources;
  for (const TreeChange& change : changes) {
    if (change.before != nullptr && !change.before->is_directory()) {
      sources.emplace(change.before->content().get(), change.path());
    }
    // Where the directory above goes too, its step stands for this one.
    if (Goes(change) && IsDirectory(after, Dirname(change.path()))) {
      steps.push_back({.kind = StepKind::kErase, .path = change.path()});
    }
  }
  for (const TreeChange& change : changes) {
    if (change.after == nullptr) continue;
    PlannedStep& step = steps.emplace_back();
    step.path = change.path();
    step.entry = change.after;
    if (change.after->is_directory()) {
      step.kind = StepKind::kDirectory;
      continue;
    }
    auto source = sources.find(change.after->content().get());
    step.kind = source == sources.end() ? StepKind::kFile : StepKind::kSame;
    if (source != sources.end()) step.source = source->second;
  }
  return steps;
}

}  // namespace nacre
