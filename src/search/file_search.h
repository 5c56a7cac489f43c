#ifndef NACRE_SEARCH_FILE_SEARCH_H_
#define NACRE_SEARCH_FILE_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "search/grep.h"
#include "search/grep_result.h"
#include "search/regex.h"

namespace nacre {

/// One file's part of a grep. Everything passed in must outlive the object.
class FileSearch {
 public:
  FileSearch(const GrepOptions& options, const Regex& regex, std::string_view path,
             std::string_view bytes, TextHint hint, GrepResult& result);

  /// Adds the file's matches to the result, all or, when the file turns out not to be searchable,
  /// none. Returns false when a bound of the result is reached.
  bool Run();

 private:
  enum class Step { kGoOn, kFileDone, kResultFull };

  template <typename Scanner>
  bool Scan(Scanner scanner);
  Step OnMatch(ByteSpan lines);
  bool IsText() const;
  bool Skip(std::string_view reason);
  bool Charge(size_t bytes);
  void Finish();

  bool AddMatchRows(ByteSpan lines);
  bool AddContextBefore(size_t line_start);
  bool AddContextAfter(size_t limit);
  bool AddRow(ByteSpan lines, GrepResult::Kind kind);
  uint32_t LineNumber(size_t line_start);

  const GrepOptions& options_;
  const Regex& regex_;
  std::string_view path_;
  std::string_view bytes_;
  TextHint hint_;
  GrepResult& result_;

  std::string without_carriage_returns_;
  std::string_view text_;     ///< What is searched.
  uint64_t count_ = 0;        ///< Matches so far.
  uint32_t first_row_ = 0;    ///< The file's first row,
  size_t first_byte_ = 0;     ///< and where its text starts.
  size_t shown_end_ = 0;      ///< Start of the first line after the last row.
  size_t pending_after_ = 0;  ///< Context lines that the last match may still show.
  size_t counted_ = 0;        ///< Up to where lines are counted, a line's start,
  uint32_t line_ = 1;         ///< and its number.
};

}  // namespace nacre

#endif  // NACRE_SEARCH_FILE_SEARCH_H_
