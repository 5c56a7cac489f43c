#include "base/status.h"

#include <array>
#include <cstddef>

namespace nacre {
namespace {

constexpr std::array<std::string_view, 23> kNames = {
    "invalid_argument",
    "invalid_path",
    "not_found",
    "already_exists",
    "not_a_directory",
    "is_a_directory",
    "not_text",
    "no_match",
    "not_unique",
    "stale",
    "invalid_pattern",
    "permission_denied",
    "approval_required",
    "quota_exceeded",
    "limit_exceeded",
    "out_of_memory",
    "conflict",
    "corrupt",
    "unsupported",
    "timeout",
    "cancelled",
    "not_loaded",
    "io",
};
static_assert(kNames.size() == static_cast<size_t>(Code::kIo) + 1);

}  // namespace

std::string_view CodeName(Code code) { return kNames[static_cast<size_t>(code)]; }

Code CodeFromName(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Code>(i);
  }
  return Code::kIo;
}

}  // namespace nacre
