#ifndef ABSL_LOG_ABSL_LOG_H_
#define ABSL_LOG_ABSL_LOG_H_

#include "absl/base/config.h"

namespace absl {
ABSL_NAMESPACE_BEGIN

// Stands where RE2 writes its log: the core has no standard stream, and RE2 reports what callers
// need to know as values. A fatal line traps; debug builds also trap on a "debug fatal" one.
class DiscardedLog {
 public:
  static DiscardedLog Info() { return DiscardedLog(false); }
  static DiscardedLog Warning() { return DiscardedLog(false); }
  static DiscardedLog Error() { return DiscardedLog(false); }
  static DiscardedLog Fatal() { return DiscardedLog(true); }
#ifdef NDEBUG
  static DiscardedLog DebugFatal() { return DiscardedLog(false); }
#else
  static DiscardedLog DebugFatal() { return DiscardedLog(true); }
#endif

  ~DiscardedLog() {
    if (fatal_) __builtin_trap();
  }

  DiscardedLog& stream() { return *this; }

  template <typename T>
  DiscardedLog& operator<<(const T&) {
    return *this;
  }

 private:
  explicit DiscardedLog(bool fatal) : fatal_(fatal) {}
  bool fatal_;
};

ABSL_NAMESPACE_END
}  // namespace absl

#define ABSL_LOG_DISCARDED_INFO ::absl::DiscardedLog::Info()
#define ABSL_LOG_DISCARDED_WARNING ::absl::DiscardedLog::Warning()
#define ABSL_LOG_DISCARDED_ERROR ::absl::DiscardedLog::Error()
#define ABSL_LOG_DISCARDED_FATAL ::absl::DiscardedLog::Fatal()
#define ABSL_LOG_DISCARDED_DFATAL ::absl::DiscardedLog::DebugFatal()
#define ABSL_LOG(severity) ABSL_LOG_DISCARDED_##severity.stream()

#endif  // ABSL_LOG_ABSL_LOG_H_
