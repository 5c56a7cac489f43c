#ifndef NACRE_STORE_FAILURES_H_
#define NACRE_STORE_FAILURES_H_

#include <string_view>

#include "base/status.h"
#include "store/tree.h"

/// The failures that several operations of a store share.
namespace nacre {

/// "File '/a' not found"; `kNotADirectory` when a file above is why.
std::unexpected<Status> NoSuchFile(const Tree& tree, std::string_view path);

/// "Path '/a' not found", for operations that also take directories.
std::unexpected<Status> NoSuchPath(const Tree& tree, std::string_view path);

std::unexpected<Status> IsADirectoryFailure(std::string_view path);
std::unexpected<Status> NotADirectoryFailure(std::string_view path);

/// The file at normalised `path`, or why there is none. Valid for as long as the tree is unchanged.
Result<const Entry*> FindFile(const Tree& tree, std::string_view path);

}  // namespace nacre

#endif  // NACRE_STORE_FAILURES_H_
