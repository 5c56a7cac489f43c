#ifndef NACRE_WASM_WASI_CLI_FOLDER_H_
#define NACRE_WASM_WASI_CLI_FOLDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

/// The preopened folders, by the same absolute paths as a workspace's.
namespace nacre::cli {

struct FolderEntry {
  std::string name;
  bool is_directory = false;
  uint64_t size = 0;
};

/// What stands at normalised `path`.
Result<FolderEntry> StatPath(const std::string& path);

/// The files and directories of a directory, in the order of a walk. Links and devices are left
/// out.
Result<std::vector<FolderEntry>> ListFolder(const std::string& path);

/// The bytes of a file, at most `limits::kFileBytes`.
Result<std::string> ReadFile(const std::string& path);

/// Replaces a file's bytes: a reader sees the old ones or the new ones.
Result<void> WriteFile(const std::string& path, std::string_view bytes);

/// What to do with a walk's file; false ends the walk.
using FileVisitor = std::function<bool(const std::string& path, const FolderEntry& file)>;
/// Whether to go into a directory.
using FolderFilter = std::function<bool(const std::string& path)>;

/// Every file below directory `path`, in code-point order of full paths.
Result<void> WalkFiles(const std::string& path, const FolderFilter& enter,
                       const FileVisitor& visit);

}  // namespace nacre::cli

#endif  // NACRE_WASM_WASI_CLI_FOLDER_H_
