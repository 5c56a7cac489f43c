#ifndef NACRE_PERMISSIONS_SESSION_GRANTS_H_
#define NACRE_PERMISSIONS_SESSION_GRANTS_H_

#include <compare>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "permissions/ruleset.h"

namespace nacre {

/// What a person allowed for the rest of a session: a rule of an operation, an operation's default,
/// or, where neither decided (a command that can't be understood), one exact target.
struct GrantKey {
  PermissionOperation operation = PermissionOperation::kRead;
  std::optional<size_t> rule_index;  ///< Nothing: the operation's default.
  std::string target;                ///< Only for an exact target, then not empty.

  auto operator<=>(const GrantKey&) const = default;
};

/// A person's answer to an `AskRequest`.
enum class AskAnswer { kAllowOnce, kAllowForSession, kDeny };

/// The rules that a person allowed for one session, over one ruleset. At most
/// `limits::kSessionGrants`; the ones beyond are answered once and not remembered.
class SessionGrants {
 public:
  /// Whether it was remembered.
  bool Allow(const GrantKey& key);
  bool Allows(const GrantKey& key) const { return keys_.contains(key); }
  void Clear() { keys_.clear(); }
  size_t size() const { return keys_.size(); }

 private:
  std::set<GrantKey> keys_;
};

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_SESSION_GRANTS_H_
