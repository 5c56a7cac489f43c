#ifndef NACRE_PERMISSIONS_SPLIT_BUDGET_H_
#define NACRE_PERMISSIONS_SPLIT_BUDGET_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.h"

namespace nacre {

/// What splitting one command line may still cost, and the first thing that was not understood.
class SplitBudget {
 public:
  /// False, and flagged, when more than `limits::kCommandWork` bytes were read in all.
  bool Spend(size_t bytes) {
    work_ += bytes;
    return work_ <= limits::kCommandWork || Flag("Command line takes too much work to split");
  }
  /// False, and flagged, after `limits::kCommandWords` words.
  bool SpendWord() {
    return ++words_ <= limits::kCommandWords || Flag("Command line has too many words");
  }
  bool SpendCommand() {
    return ++commands_ <= limits::kCommandParts || Flag("Command line has too many commands");
  }
  bool Allows(size_t depth) {
    return depth <= limits::kCommandDepth || Flag("Command line is nested too deep");
  }
  /// Always false, for the end of a condition.
  bool Flag(std::string_view problem) {
    if (problem_.empty()) problem_ = problem;
    return false;
  }
  const std::string& problem() const { return problem_; }

 private:
  size_t work_ = 0;
  size_t words_ = 0;
  size_t commands_ = 0;
  std::string problem_;
};

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_SPLIT_BUDGET_H_
