#include "wasi/cli/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/limits.h"
#include "base/path.h"

namespace nacre::cli {
namespace {

constexpr mode_t kNewFileMode = 0644;

Code CodeOfErrno(int error) {
  switch (error) {
    case ENOENT:
      return Code::kNotFound;
    case ENOTDIR:
      return Code::kNotADirectory;
    case EISDIR:
      return Code::kIsADirectory;
    case EACCES:
    case EPERM:
    case ENOTCAPABLE:
      return Code::kPermissionDenied;
    default:
      return Code::kIo;
  }
}

std::unexpected<Status> SystemFailure(std::string_view action, const std::string& path) {
  int error = errno;
  return Fail(CodeOfErrno(error),
              "Cannot " + std::string(action) + " '" + path + "': " + std::strerror(error), path);
}

/// A file descriptor, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (open()) close(number_);
  }
  bool open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

/// Below a directory everything sorts as if its name ended in "/".
std::string WalkKey(const FolderEntry& entry) {
  return entry.is_directory ? entry.name + "/" : entry.name;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = write(descriptor, bytes.data(), bytes.size());
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return fsync(descriptor) == 0;
}

/// False when the visitor ended the walk.
Result<bool> Walk(const std::string& path, const FolderFilter& enter, const FileVisitor& visit,
                  size_t depth) {
  if (depth > limits::kPathDepth) {
    return Fail(Code::kLimitExceeded, "Folders are nested too deeply at '" + path + "'", path);
  }
  Result<std::vector<FolderEntry>> entries = ListFolder(path);
  if (!entries) return std::unexpected(entries.error());
  for (const FolderEntry& entry : *entries) {
    std::string below = JoinPath(path, entry.name);
    if (!entry.is_directory) {
      if (!visit(below, entry)) return false;
    } else if (enter(below)) {
      Result<bool> more = Walk(below, enter, visit, depth + 1);
      if (!more || !*more) return more;
    }
  }
  return true;
}

}  // namespace

Result<FolderEntry> StatPath(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return SystemFailure("look at", path);
  return FolderEntry{std::string(Basename(path)), S_ISDIR(found.st_mode),
                     static_cast<uint64_t>(found.st_size)};
}

Result<std::vector<FolderEntry>> ListFolder(const std::string& path) {
  std::unique_ptr<DIR, CloseFolder> folder(opendir(path.c_str()));
  if (!folder) return SystemFailure("list", path);
  std::vector<FolderEntry> entries;
  while (const dirent* next = readdir(folder.get())) {
    std::string_view name = next->d_name;
    if (name == "." || name == "..") continue;
    std::string below = JoinPath(path, name);
    struct stat found = {};
    if (fstatat(AT_FDCWD, below.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISDIR(found.st_mode) && !S_ISREG(found.st_mode)) continue;
    entries.push_back({std::string(name), S_ISDIR(found.st_mode),
                       S_ISDIR(found.st_mode) ? 0 : static_cast<uint64_t>(found.st_size)});
  }
  std::ranges::sort(entries, {}, WalkKey);
  return entries;
}

Result<std::string> ReadFile(const std::string& path) {
  Result<FolderEntry> entry = StatPath(path);
  if (!entry) return std::unexpected(entry.error());
  if (entry->is_directory) {
    return Fail(Code::kIsADirectory, "'" + path + "' is a directory", path);
  }
  if (entry->size > limits::kFileBytes) {
    return Fail(
        Code::kLimitExceeded,
        "File '" + path + "' is larger than " + std::to_string(limits::kFileBytes) + " bytes",
        path);
  }
  Descriptor file(open(path.c_str(), O_RDONLY));
  if (!file.open()) return SystemFailure("open", path);
  std::string bytes(static_cast<size_t>(entry->size), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    ssize_t got = read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0) return SystemFailure("read", path);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> WriteFile(const std::string& path, std::string_view bytes) {
  std::string beside = JoinPath(Dirname(path), "." + std::string(Basename(path)) + ".nacre-new");
  bool written = false;
  {
    Descriptor file(open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL, kNewFileMode));
    if (!file.open()) return SystemFailure("create", beside);
    written = WriteAll(file.number(), bytes);
  }
  if (written && rename(beside.c_str(), path.c_str()) == 0) return {};
  auto failure = SystemFailure("write", path);
  unlink(beside.c_str());
  return failure;
}

Result<void> WalkFiles(const std::string& path, const FolderFilter& enter,
                       const FileVisitor& visit) {
  Result<bool> walked = Walk(path, enter, visit, 0);
  if (!walked) return std::unexpected(walked.error());
  return {};
}

}  // namespace nacre::cli
