#include "permissions/session_grants.h"

#include "base/limits.h"

namespace nacre {

bool SessionGrants::Allow(const GrantKey& key) {
  if (keys_.contains(key)) return true;
  if (keys_.size() >= limits::kSessionGrants) return false;
  keys_.insert(key);
  return true;
}

}  // namespace nacre
