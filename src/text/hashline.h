#ifndef NACRE_TEXT_HASHLINE_H_
#define NACRE_TEXT_HASHLINE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/status.h"
#include "text/edit.h"
#include "text/render.h"

/// Lines addressed by number and verified by a short hash: "12:f9|text".
/// Here a line ends at LF only, a CR before it is part of the line, and an empty file is one empty
/// line.
namespace nacre {

enum class LineHash {
  kMd5,   ///< The first byte of MD5.
  kXxh3,  ///< The top byte of XXH3, 64 bits.
};

/// "md5" or "xxh3"; `kInvalidArgument` otherwise.
Result<LineHash> LineHashFromName(std::string_view name);

/// Two lowercase hex digits for `line`, given without its LF.
std::array<char, 2> HashOfLine(std::string_view line, LineHash hash);

/// The hashes of consecutive lines as some read showed them.
struct KnownLines {
  size_t first_line = 1;    ///< 1-based.
  std::string_view hashes;  ///< Two digits a line.
};

/// A rendered page and its hashes.
struct HashlinePage : Page {
  std::string hashes;  ///< Two digits for each line shown, for `KnownLines`.
};

/// Digits of the version tag at the end of a page.
inline constexpr size_t kVersionTagDigits = 12;

/// Renders lines as "{n}:{hash}|{line}", joined by LF, then the "more lines" note if lines remain,
/// then
/// "\n\n[version {tag}]" when `version` (the file's XXH3-128 in hex) is not empty. A line is never
/// cut; a page over `limits::kReadChars` ends early, after one line at least. Hashes only the lines
/// shown. Fails with `kInvalidArgument` and `kNotText`.
Result<HashlinePage> RenderHashlines(std::string_view path, std::string_view content,
                                     const PageRequest& request, LineHash hash,
                                     std::string_view version = {});

/// One edit of lines. Line numbers are 1-based and those of the text as read.
struct LineEdit {
  int64_t start_line = 0;
  std::string_view start_hash;
  std::string_view new_content;  ///< Lines joined by LF; "" is no line at all.
  std::optional<int64_t> end_line = std::nullopt;
  std::optional<std::string_view> end_hash = std::nullopt;
  bool insert_after = false;
};

struct LineEditOptions {
  LineHash hash = LineHash::kMd5;
  /// The version the caller read: 12 to 32 hex digits of the XXH3-128 of the content; "" for
  /// unknown.
  std::string_view version = {};
  /// What the caller read last. Used when `version` is empty: every known line that an edit
  /// replaces or touches must still have its hash.
  std::span<const KnownLines> known = {};
};

struct LineEditResult : EditResult {
  std::string
      summary;  ///< "Replaced 2 lines with 1 line at line 4"; one part an edit, joined by "; ".
};

/// Applies `edits` to `content`, all or none, all against `content` as given. Ranges that overlap,
/// or an insertion into the middle of a range, are refused. Inserted lines take the line end of the
/// lines around them. Fails with `kNotText`, `kStale` (version, hash or neighbour differs),
/// `kInvalidArgument` (the message names the edit when there are several), `kLimitExceeded`.
Result<LineEditResult> EditLines(std::string_view path, std::string_view content,
                                 std::span<const LineEdit> edits, const LineEditOptions& options);

}  // namespace nacre

#endif  // NACRE_TEXT_HASHLINE_H_
