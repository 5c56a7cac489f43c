// Abseil's raw log writes to file descriptors and formats with printf; here a fatal message traps,
// and others vanish.

#include "absl/base/internal/raw_logging.h"

namespace absl {
ABSL_NAMESPACE_BEGIN
namespace raw_log_internal {
namespace {

void Log(LogSeverity severity, const char*, int, const std::string&) {
  if (severity == LogSeverity::kFatal) __builtin_trap();
}

}  // namespace

ABSL_INTERNAL_ATOMIC_HOOK_ATTRIBUTES ABSL_DLL base_internal::AtomicHook<InternalLogFunction>
    internal_log_function(Log);

void RawLog(LogSeverity severity, const char*, int, const char*, ...) {
  if (severity == LogSeverity::kFatal) __builtin_trap();
}

}  // namespace raw_log_internal
ABSL_NAMESPACE_END
}  // namespace absl
