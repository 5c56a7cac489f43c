#ifndef NACRE_CONSOLE_TRACKER_H_
#define NACRE_CONSOLE_TRACKER_H_

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/hashline.h"

namespace nacre {

/// What the model has seen of each file, for the life of a toolset: the version of its bytes, and
/// the hashes of the lines that were shown. Bounded: the files that were seen longest ago are
/// forgotten first. Paths are normalised; versions are 32 hexadecimal digits.
class ReadTracker {
 public:
  ReadTracker() = default;
  ReadTracker(const ReadTracker&) = delete;
  ReadTracker& operator=(const ReadTracker&) = delete;

  /// The file at `path` is known with this content. Line hashes of other content are forgotten.
  void Saw(std::string_view path, std::string_view version);

  /// As `Saw`; and the lines from `first_line` (1-based) were shown with `hashes`, two digits each.
  void SawLines(std::string_view path, std::string_view version, size_t first_line,
                std::string hashes);

  /// The model itself changed lines from `first_changed` on; what it knows of the lines before
  /// stays true.
  void Edited(std::string_view path, std::string_view version, size_t first_changed);

  /// Nothing is known of `path` any more.
  void Forget(std::string_view path);

  /// The version last seen, if the file is known.
  std::optional<std::string> VersionOf(std::string_view path) const;

  /// The line hashes known. Views are valid until the tracker changes.
  std::vector<KnownLines> LinesOf(std::string_view path) const;

 private:
  struct LineRange {
    size_t first_line;
    std::string hashes;
  };
  struct File {
    std::string path;
    std::string version;
    std::vector<LineRange> lines;
  };
  using Files = std::list<File>;

  File& Touch(std::string_view path);
  void DropOldLines();

  Files files_;  ///< Last seen first.
  std::map<std::string_view, Files::iterator> by_path_;
};

}  // namespace nacre

#endif  // NACRE_CONSOLE_TRACKER_H_
