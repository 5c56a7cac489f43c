#ifndef NACRE_SEARCH_GREP_RESULT_H_
#define NACRE_SEARCH_GREP_RESULT_H_

#include <cstdint>
#include <string>
#include <vector>

namespace nacre {

/// One file with at least one match.
struct GrepFile {
  std::string path;
  uint64_t count = 0;  ///< Matches found in it; 1 when `GrepOutput::kFiles` stops at the first.
  uint32_t first_row =
      0;  ///< Index of its first row; its rows end where the next file's begin. Content only.
};

/// A file that was not searched although it may matter to the caller.
struct GrepSkipped {
  std::string path;
  std::string reason;
};

/// What one grep found, in columns, so that a bridge ships a few arrays and one text instead of
/// many objects.
///
/// `GrepOutput::kContent` fills rows. Row `i` is line `lines[i]` of its file. Rows stand in file
/// order, then by line; no line occurs twice in a file. Without context and multiline every row is
/// a match of one line, `kinds` and `lengths` are empty, and splitting `text` at LF gives the rows
/// (each row is followed by one LF).
///
/// With context or multiline, `kinds[i]` tells matches from context, and `lengths[i]` is the row's
/// size in bytes, not counting the LF that follows it in `text`: a multiline match is one row, at
/// its first line, with the whole lines that it touches. Context rows between two matches come
/// once: up to `after` of them belong to the match above, the others to the match below. A row
/// whose line does not follow on the row before starts a new group.
///
/// Rows are valid UTF-8. Lines are given without the CR of a CRLF, except inside a multiline match
/// whose pattern names CR. A row longer than `limits::kGrepRowBytes` is cut at a code point
/// boundary and listed in `cut_rows`.
struct GrepResult {
  enum Kind : uint8_t { kMatch = 0, kContext = 1 };

  std::vector<GrepFile> files;
  std::vector<uint32_t> lines;     ///< 1-based line number of each row.
  std::vector<uint8_t> kinds;      ///< `Kind` of each row, or empty.
  std::vector<uint32_t> lengths;   ///< Bytes of each row, or empty.
  std::vector<uint32_t> cut_rows;  ///< Rows that were cut, ascending.
  std::string text;                ///< The rows' text, each followed by LF.

  uint64_t match_count = 0;  ///< Sum of the files' counts.
  uint64_t files_searched =
      0;  ///< Files looked through, with or without a match; not those in `skipped`.
  bool truncated = false;  ///< There are more matches than a bound let through.
  std::vector<GrepSkipped> skipped;
  std::string stopped_at;  ///< The first file that is not loaded: it and those behind it were not
                           ///< searched.
  uint64_t size = 0;  ///< Bytes of rows, paths and reasons, bounded by `limits::kGrepResultBytes`.
};

}  // namespace nacre

#endif  // NACRE_SEARCH_GREP_RESULT_H_
