#include "store/failures.h"

#include <string>

#include "store/directories.h"

namespace nacre {
namespace {

std::unexpected<Status> NothingAt(const Tree& tree, std::string_view path, std::string_view noun) {
  std::string message = std::string(noun) + " '" + std::string(path) + "' not found";
  const Entry* file = BlockingFile(tree, path);
  if (file == nullptr) return Fail(Code::kNotFound, std::move(message), std::string(path));
  message += ": '" + std::string(file->path()) + "' is a file, not a directory";
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
  return Fail(Code::kIsADirectory, "Path '" + std::string(path) + "' is a directory",
              std::string(path));
}

std::unexpected<Status> NotADirectoryFailure(std::string_view path) {
  return Fail(Code::kNotADirectory, "Path '" + std::string(path) + "' is a file, not a directory",
              std::string(path));
}

Result<const Entry*> FindFile(const Tree& tree, std::string_view path) {
  const Entry* entry = tree.Find(path);
  if (path == "/" || (entry != nullptr && entry->is_directory())) return IsADirectoryFailure(path);
  if (entry == nullptr) return NoSuchFile(tree, path);
  return entry;
}

}  // namespace nacre
