#include "text/line_splice.h"

#include <algorithm>
#include <utility>

namespace nacre {
namespace {

// `text` without the line end of its last line.
std::string_view WithoutFinalNewline(std::string_view text) {
  if (text.ends_with("\r\n")) return text.substr(0, text.size() - 2);
  if (text.ends_with('\n')) return text.substr(0, text.size() - 1);
  return text;
}

// Joins the splices that touch the end of the text into one that ends there.
LineSplice TakeTail(size_t end, std::vector<LineSplice>* splices) {
  LineSplice tail{{end, end}, {}};
  while (!splices->empty() && splices->back().range.end == tail.range.begin) {
    if (tail.text.empty()) tail.ending = splices->back().ending;
    tail.text = splices->back().text + tail.text;
    tail.range.begin = splices->back().range.begin;
    splices->pop_back();
  }
  return tail;
}

}  // namespace

size_t LinesEnd(std::string_view content, std::string_view ending) {
  return content.size() + (HasFinalNewline(content) ? 0 : ending.size());
}

Rewrite SpliceLines(std::string_view content, std::string_view ending,
                    std::vector<LineSplice> splices, bool terminated) {
  LineSplice tail = TakeTail(LinesEnd(content, ending), &splices);
  // What the tail leaves of the last line end, if that one is only supposed.
  if (tail.range.begin > content.size()) {
    if (tail.text.empty()) tail.ending = ending;
    tail.text.insert(0, ending);
  }
  size_t begin = std::min(tail.range.begin, content.size());
  if (!terminated && !tail.text.empty()) {
    tail.text.resize(tail.text.size() - tail.ending.size());
  } else if (!terminated) {
    begin = WithoutFinalNewline(content.substr(0, begin)).size();
  }
  size_t size = content.size() + tail.text.size();
  for (const LineSplice& splice : splices) size += splice.text.size();
  Rewrite rewrite(content, size);
  for (const LineSplice& splice : splices) rewrite.Replace(splice.range, splice.text);
  if (begin < content.size() || !tail.text.empty()) {
    rewrite.Replace({begin, content.size()}, tail.text);
  }
  rewrite.Finish();
  return rewrite;
}

}  // namespace nacre
