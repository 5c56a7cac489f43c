#include "text/lines.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "text/bytes16.h"

namespace nacre {
namespace {

// Byte lanes count up to 255 vectors before they must be added up.
constexpr size_t kLaneVectors = 255;
constexpr size_t kSkipBlock = 4096;

size_t SumLanes(Bytes16 lanes) {
  size_t sum = 0;
  for (int i = 0; i < 16; ++i) sum += lanes[i];
  return sum;
}

const char* FindByte(std::string_view text, size_t from, char byte) {
  if (from >= text.size()) return nullptr;
  return static_cast<const char*>(std::memchr(text.data() + from, byte, text.size() - from));
}

}  // namespace

size_t CountNewlines(std::string_view text) {
  const Bytes16 newline = SplatBytes16('\n');
  const char* p = text.data();
  size_t left = text.size();
  size_t count = 0;
  while (left >= 32) {
    size_t pairs = std::min(left / 32, kLaneVectors);
    Bytes16 even = {};
    Bytes16 odd = {};
    for (size_t i = 0; i < pairs; ++i, p += 32) {
      even -= EqualBytes16(LoadBytes16(p), newline);
      odd -= EqualBytes16(LoadBytes16(p + 16), newline);
    }
    count += SumLanes(even) + SumLanes(odd);
    left -= pairs * 32;
  }
  return count + static_cast<size_t>(std::count(p, p + left, '\n'));
}

bool HasFinalNewline(std::string_view text) { return text.ends_with('\n'); }

size_t CountLines(std::string_view text) {
  return CountNewlines(text) + (text.empty() || HasFinalNewline(text) ? 0 : 1);
}

size_t CountPythonLines(std::string_view text) {
  size_t count = 0;
  bool open = false;  // Whether characters stand since the last line end.
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    std::string_view rest = text.substr(i);
    if (c == '\r' && rest.size() > 1 && rest[1] == '\n') continue;
    bool ends = (c >= '\n' && c <= '\r') || (c >= 0x1C && c <= 0x1E);
    if (c == 0xC2 && rest.starts_with("\xC2\x85")) {
      ends = true;
      i += 1;
    } else if (c == 0xE2 &&
               (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9"))) {
      ends = true;
      i += 2;
    }
    open = !ends;
    count += ends ? 1 : 0;
  }
  return count + (open ? 1 : 0);
}

size_t LineStart(std::string_view text, size_t line) {
  size_t offset = 0;
  while (line > 0 && text.size() - offset > kSkipBlock) {
    size_t newlines = CountNewlines(text.substr(offset, kSkipBlock));
    if (newlines >= line) break;
    line -= newlines;
    offset += kSkipBlock;
  }
  for (; line > 0; --line) {
    const char* newline = FindByte(text, offset, '\n');
    if (newline == nullptr) return text.size();
    offset = static_cast<size_t>(newline - text.data()) + 1;
  }
  return offset;
}

size_t LineOfOffset(std::string_view text, size_t offset) {
  return CountNewlines(text.substr(0, offset));
}

size_t StartOfLineAt(std::string_view text, size_t offset) {
  while (offset > 0 && text[offset - 1] != '\n') --offset;
  return offset;
}

size_t EndOfLineAt(std::string_view text, size_t offset) {
  const char* newline = FindByte(text, offset, '\n');
  return newline == nullptr ? text.size() : static_cast<size_t>(newline - text.data()) + 1;
}

ByteRange LineRange(std::string_view text, size_t first, size_t last) {
  size_t begin = LineStart(text, first);
  size_t lines = last > first ? last - first : 0;
  return {begin, begin + LineStart(text.substr(begin), lines)};
}

bool LineCursor::Next(Line* line) {
  if (offset_ >= text_.size()) return false;
  size_t end = EndOfLineAt(text_, offset_);
  std::string_view whole = text_.substr(offset_, end - offset_);
  size_t ending = whole.ends_with("\r\n") ? 2 : whole.ends_with('\n') ? 1 : 0;
  line->text = whole.substr(0, whole.size() - ending);
  line->ending = whole.substr(whole.size() - ending);
  line->begin = offset_;
  offset_ = end;
  return true;
}

std::string_view LineEndingNear(std::string_view text, size_t offset) {
  size_t end = EndOfLineAt(text, offset);
  std::string_view before = text.substr(0, end);
  if (!before.ends_with('\n')) {
    before = before.substr(0, StartOfLineAt(text, std::min(offset, text.size())));
  }
  return before.ends_with("\r\n") ? "\r\n" : "\n";
}

std::string WithLineEnding(std::string_view text, std::string_view ending) {
  std::string result;
  result.reserve(text.size() + (ending.size() - 1) * CountNewlines(text));
  LineCursor lines(text);
  for (Line line; lines.Next(&line);) {
    result += line.text;
    result += line.ending == "\n" ? ending : line.ending;
  }
  return result;
}

}  // namespace nacre
