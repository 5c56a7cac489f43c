#ifndef NACRE_JOURNAL_CHANGE_PLAN_H_
#define NACRE_JOURNAL_CHANGE_PLAN_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/tree.h"

namespace nacre {

enum class StepKind : uint8_t {
  kErase,      ///< What stands at the path, with all below it.
  kDirectory,  ///< A directory.
  kFile,       ///< A file.
  kSame,       ///< A file with the content that `source` had before the first step.
};

/// A step from one state of a tree to another. Views last as long as both trees.
struct PlannedStep {
  StepKind kind = StepKind::kFile;
  std::string_view path;
  const Entry* entry = nullptr;  ///< What stands at the path afterwards; null for `kErase`.
  std::string_view source = {};  ///< For `kSame`.
};

/// How to get from `before` to `after`: what goes, first, then what comes, in path order, parents
/// before children. A file that comes with the very content of one that goes is `kSame`, so that a
/// renamed folder moves no bytes. Costs what the difference costs.
std::vector<PlannedStep> PlanChanges(const Tree& before, const Tree& after);

}  // namespace nacre

#endif  // NACRE_JOURNAL_CHANGE_PLAN_H_
