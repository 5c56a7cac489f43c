#include "search/file_search.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "search/bytes.h"
#include "search/scanner.h"

namespace nacre {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kRowOverhead = 16;

std::string DropCarriageReturns(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  size_t at = 0;
  for (size_t cr = FindByte(text, '\r'); cr != kNone; cr = FindByte(text, '\r', cr + 1)) {
    if (cr + 1 >= text.size() || text[cr + 1] != '\n') continue;
    lines.append(text, at, cr - at);
    at = cr + 1;
  }
  lines.append(text, at);
  return lines;
}

/// The longest prefix of `text` of at most `size` bytes that ends at a code point's end.
std::string_view CutAtCodePoint(std::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

FileSearch::FileSearch(const GrepOptions& options, const Regex& regex, std::string_view path,
                       std::string_view bytes, TextHint hint, GrepResult& result)
    : options_(options),
      regex_(regex),
      path_(path),
      bytes_(bytes),
      hint_(hint),
      result_(result),
      text_(bytes),
      first_row_(static_cast<uint32_t>(result.lines.size())),
      first_byte_(result.text.size()) {}

bool FileSearch::Run() {
  if (!regex_.multiline()) return Scan(LineScanner(regex_, text_));
  if (!regex_.sees_carriage_return() && FindByte(bytes_, '\r') != kNone) {
    without_carriage_returns_ = DropCarriageReturns(bytes_);
    text_ = without_carriage_returns_;
  }
  return Scan(SpanScanner(regex_, text_));
}

template <typename Scanner>
bool FileSearch::Scan(Scanner scanner) {
  ByteSpan lines;
  while (true) {
    const Outcome outcome = scanner.Next(lines);
    if (outcome == Outcome::kNone) break;
    if (outcome == Outcome::kTooComplex) return Skip("the pattern is too complex for this file");
    if (count_ == 0 && !IsText()) return Skip("binary file with a match");
    const Step step = OnMatch(lines);
    if (step == Step::kGoOn) continue;
    if (step == Step::kResultFull) {
      AddContextAfter(lines.begin);
      result_.truncated = true;
      Finish();
      return false;
    }
    break;
  }
  const bool fits = AddContextAfter(text_.size());
  Finish();
  if (!fits) result_.truncated = true;
  return fits;
}

FileSearch::Step FileSearch::OnMatch(ByteSpan lines) {
  const bool content = options_.output == GrepOutput::kContent;
  const uint64_t taken = content ? result_.match_count + count_ : result_.files.size();
  if ((content || count_ == 0) && taken >= options_.max_matches) return Step::kResultFull;
  if (count_ == 0 && !Charge(path_.size())) return Step::kResultFull;
  if (content && !AddMatchRows(lines)) return Step::kResultFull;
  ++count_;
  return options_.output == GrepOutput::kFiles ? Step::kFileDone : Step::kGoOn;
}

bool FileSearch::IsText() const {
  if (hint_ != TextHint::kUnknown) return hint_ == TextHint::kText;
  return !IsBinary(bytes_);
}

/// Takes back what the file added.
bool FileSearch::Skip(std::string_view reason) {
  const size_t rows = first_row_;
  if (result_.lines.size() > rows) {
    result_.text.resize(first_byte_);
    result_.lines.resize(rows);
    result_.kinds.resize(std::min(result_.kinds.size(), rows));
    result_.lengths.resize(std::min(result_.lengths.size(), rows));
    std::erase_if(result_.cut_rows, [&](uint32_t row) { return row >= rows; });
  }
  if (!Charge(path_.size() + reason.size())) {
    result_.truncated = true;
    return false;
  }
  result_.skipped.push_back({std::string(path_), std::string(reason)});
  return true;
}

/// Accounts for `bytes` more of result. False when they do not fit.
bool FileSearch::Charge(size_t bytes) {
  if (bytes > limits::kGrepResultBytes - result_.size) return false;
  result_.size += bytes;
  return true;
}

void FileSearch::Finish() {
  ++result_.files_searched;
  if (count_ == 0) return;
  result_.match_count += count_;
  result_.files.push_back({std::string(path_), count_, first_row_});
}

bool FileSearch::AddMatchRows(ByteSpan lines) {
  if (!AddContextAfter(lines.begin) || !AddContextBefore(lines.begin)) return false;
  if (!AddRow(lines, GrepResult::kMatch)) return false;
  pending_after_ = options_.after;
  return true;
}

/// Shows the lines after the last match that are still due, as far as they start before `limit`.
bool FileSearch::AddContextAfter(size_t limit) {
  for (; pending_after_ > 0 && shown_end_ < limit; --pending_after_) {
    const size_t end = std::min(FindByte(text_, '\n', shown_end_), text_.size());
    if (!AddRow({shown_end_, end}, GrepResult::kContext)) return false;
  }
  pending_after_ = 0;
  return true;
}

/// Shows the lines before `line_start` that were not shown.
bool FileSearch::AddContextBefore(size_t line_start) {
  size_t at = line_start;
  for (size_t i = 0; i < options_.before && at > shown_end_; ++i) {
    const size_t before = FindLastByte(text_, '\n', at - 1);
    at = before == kNone ? 0 : before + 1;
  }
  while (at < line_start) {
    const size_t end = FindByte(text_, '\n', at);
    if (!AddRow({at, end}, GrepResult::kContext)) return false;
    at = shown_end_;
  }
  return true;
}

bool FileSearch::AddRow(ByteSpan lines, GrepResult::Kind kind) {
  size_t end = lines.end;
  const size_t line_end = std::min(FindByte(text_, '\n', end), text_.size());
  if (line_end < text_.size() && end > lines.begin && text_[end - 1] == '\r') --end;
  const std::string_view whole = text_.substr(lines.begin, end - lines.begin);
  const std::string_view row = CutAtCodePoint(whole, limits::kGrepRowBytes);
  if (!Charge(row.size() + kRowOverhead)) return false;
  if (row.size() < whole.size()) {
    result_.cut_rows.push_back(static_cast<uint32_t>(result_.lines.size()));
  }
  result_.lines.push_back(LineNumber(lines.begin));
  result_.text.append(row);
  result_.text.push_back('\n');
  if (options_.multiline || options_.before + options_.after > 0) {
    result_.kinds.push_back(kind);
    result_.lengths.push_back(static_cast<uint32_t>(row.size()));
  }
  shown_end_ = std::min(line_end + 1, text_.size());
  return true;
}

uint32_t FileSearch::LineNumber(size_t line_start) {
  line_ += static_cast<uint32_t>(CountByte(text_.substr(counted_, line_start - counted_), '\n'));
  counted_ = line_start;
  return line_;
}

}  // namespace nacre
