#ifndef NACRE_BASE_PATH_H_
#define NACRE_BASE_PATH_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

/// The one virtual POSIX path space, rooted at "/", that every backend shares.
namespace nacre {

/// Turns what a model or a user wrote into an absolute path without empty or "." segments:
/// "src//a.txt", "./src/a.txt" and "/src/a.txt" are all "/src/a.txt"; "" and "." are "/".
/// Refuses, each with its own message: a ".." segment, a leading "~", a drive letter ("C:\",
/// "C:/"), NUL, invalid UTF-8, a segment over `limits::kSegmentBytes`, a path over
/// `limits::kPathBytes`, more than `limits::kPathDepth` segments. Names such as "a..b", "..." and
/// "[...slug].tsx" are ordinary.
Result<std::string> NormalizePath(std::string_view raw);

/// The last segment of a normalised path; "" for "/".
std::string_view Basename(std::string_view path);

/// The directory of a normalised path; "/" for "/" and for "/a".
std::string_view Dirname(std::string_view path);

/// `dir` + "/" + `name`, for a normalised `dir`.
std::string JoinPath(std::string_view dir, std::string_view name);

/// Whether normalised `path` is `dir` itself or lies below it. Everything is within "/".
bool IsWithin(std::string_view path, std::string_view dir);

/// `path` seen from `dir`, without a leading slash; "" when they are the same. Requires `IsWithin`.
std::string_view RelativeTo(std::string_view path, std::string_view dir);

/// The segments of a normalised path; none for "/". Views into `path`.
std::vector<std::string_view> Segments(std::string_view path);

/// What follows the last "." of the last segment, lower-cased ASCII, without the dot; "" if none.
std::string Extension(std::string_view path);

}  // namespace nacre

#endif  // NACRE_BASE_PATH_H_
