#include "store/failures.h"

#include <string>

#include "base/format.h"
#include "store/directories.h"

namespace nacre {
namespace {

std::unexpected<Status> NothingAt(const Tree& tree, std::string_view path, std::string_view noun) {
  std::string message = Format("{} '{}' not found", noun, path);
  const Entry* file = BlockingFile(tree, path);
  if (file == nullptr) return Fail(Code::kNotFound, std::move(message), std::string(path));
  message += Format(": '{}' is a file, not a directory", file->path());
  return Fail(Code::kNotADirectory, std::move(message), std::string(path));
}

}  // namespace

std::unexpected<Status> NoSuchFile(const Tree& tree, std::string_view path) {
  return NothingAt(tree, path, "File");
}

std::unexpected<Status> NoSuchPath(const Tree& tree, std::string_view path) {
  return NothingAt(tree, path, "Path");
}

std::unexpected<Status> IsADirectoryFailure(std::string_view path) {
  return Fail(Code::kIsADirectory, Format("Path '{}' is a directory", path), std::string(path));
}

std::unexpected<Status> NotADirectoryFailure(std::string_view path) {
  return Fail(Code::kNotADirectory, Format("Path '{}' is a file, not a directory", path),
              std::string(path));
}

Result<const Entry*> FindFile(const Tree& tree, std::string_view path) {
  const Entry* entry = tree.Find(path);
  if (path == "/" || (entry != nullptr && entry->is_directory())) return IsADirectoryFailure(path);
  if (entry == nullptr) return NoSuchFile(tree, path);
  return entry;
}

}  // namespace nacre
