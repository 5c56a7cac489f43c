#ifndef NACRE_BASE_STATUS_H_
#define NACRE_BASE_STATUS_H_

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace nacre {

/// Why an operation failed. The names in `CodeName` are part of the public contract.
enum class Code {
  kInvalidArgument,   ///< An argument is missing, mistyped or out of range.
  kInvalidPath,       ///< A path that the virtual path space refuses.
  kNotFound,          ///< No such file or directory.
  kAlreadyExists,     ///< The target of a move or mkdir is taken.
  kNotADirectory,     ///< A file stands where a directory is needed.
  kIsADirectory,      ///< A directory stands where a file is needed.
  kNotText,           ///< The bytes are not valid UTF-8 text.
  kNoMatch,           ///< The text to replace does not occur.
  kNotUnique,         ///< The text to replace occurs more than once.
  kStale,             ///< The file changed since it was read.
  kInvalidPattern,    ///< A glob or regular expression that does not compile.
  kPermissionDenied,  ///< A rule, or the person asked, refuses.
  kApprovalRequired,  ///< A rule asks, and nobody can answer.
  kQuotaExceeded,     ///< The workspace's own byte or file quota.
  kLimitExceeded,     ///< A fixed bound of `base/limits.h`.
  kOutOfMemory,       ///< The allocator refused; nothing changed.
  kConflict,          ///< A merge found both sides changed.
  kCorrupt,           ///< Stored or received bytes that do not decode.
  kUnsupported,       ///< The backend lacks this ability.
  kTimeout,           ///< The time allowed ran out.
  kCancelled,         ///< The caller aborted.
  kNotLoaded,  ///< Bytes of a content are elsewhere: for hosts, which load them and ask again.
  kIo,         ///< A backend's own failure.
};

/// The stable snake_case name of `code`, such as "not_found".
std::string_view CodeName(Code code);

/// The code that `name` stands for; `kIo` for a name that is not ours.
Code CodeFromName(std::string_view name);

/// An expected failure: what went wrong, in words a model or a person can act on, and where.
struct Status {
  Code code = Code::kIo;
  std::string message;
  std::string path;  ///< Empty when the failure is not about one path.
};

template <typename T>
using Result = std::expected<T, Status>;

/// Shorthand for `return Fail(Code::kNotFound, "File '/a' not found", "/a");`.
[[nodiscard]] inline std::unexpected<Status> Fail(Code code, std::string message,
                                                  std::string path = {}) {
  return std::unexpected<Status>(Status{code, std::move(message), std::move(path)});
}

}  // namespace nacre

#endif  // NACRE_BASE_STATUS_H_
