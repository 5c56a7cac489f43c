#ifndef NACRE_PERMISSIONS_VERDICT_H_
#define NACRE_PERMISSIONS_VERDICT_H_

#include <optional>
#include <utility>
#include <vector>

#include "permissions/checker.h"

namespace nacre {

class PermissionChecker::Verdict {
 public:
  explicit Verdict(const SessionGrants* grants) : grants_(grants) {}

  /// Counts `decision`. Among equally strict ones a rule beats a default, then the first wins.
  void Add(Decision decision) {
    if (decision.action == Action::kAsk && grants_ != nullptr &&
        grants_->Allows(decision.grant_key())) {
      decision.action = Action::kAllow;
      decision.granted = true;
    }
    const bool decides = !best_ || Rank(decision) > Rank(considered_[*best_]);
    if (decides) best_ = considered_.size();
    considered_.push_back(std::move(decision));
  }

  /// Counts `decision` unless it allows: for forms of a target that may only make the answer
  /// stricter.
  void Tighten(Decision decision) {
    if (decision.action != Action::kAllow) Add(std::move(decision));
  }

  bool empty() const { return !best_; }
  bool denies() const { return best_ && considered_[*best_].action == Action::kDeny; }
  const Decision& best() const { return considered_[*best_]; }
  const std::vector<Decision>& considered() const { return considered_; }

 private:
  static std::pair<Action, bool> Rank(const Decision& decision) {
    return {decision.action, decision.decided_by == DecidedBy::kRule};
  }

  const SessionGrants* grants_;
  std::vector<Decision> considered_;
  std::optional<size_t> best_;
};

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_VERDICT_H_
