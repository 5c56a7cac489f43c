#include "text/page_span.h"

#include <algorithm>
#include <cstdint>

#include "base/format.h"
#include "base/utf8.h"

namespace nacre {
namespace {

Result<void> CheckRequest(std::string_view path, const PageRequest& request, size_t total) {
  auto refuse = [&](std::string message) {
    return Fail(Code::kInvalidArgument, std::move(message), std::string(path));
  };
  if (request.offset < 0) {
    return refuse(Format("Offset must be 0 or more, not {}", request.offset));
  }
  if (request.limit < 0) {
    return refuse(Format("Limit must be 0 or more, not {}", request.limit));
  }
  auto offset = static_cast<uint64_t>(request.offset);
  if (offset > 0 && offset >= total) {
    return refuse(Format("Offset {} exceeds file length ({} lines)", offset, total));
  }
  return {};
}

}  // namespace

Result<PageSpan> LocatePage(std::string_view path, std::string_view content,
                            const PageRequest& request, size_t at_least) {
  if (!request.total_lines && !IsValidUtf8(content)) return std::unexpected(BinaryFile(path));
  PageSpan span;
  span.total = std::max(at_least, request.total_lines ? *request.total_lines : CountLines(content));
  if (auto checked = CheckRequest(path, request, span.total); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  span.first = static_cast<size_t>(request.offset);
  auto limit = static_cast<uint64_t>(request.limit);
  size_t rest = span.total - span.first;
  span.last = limit < rest ? span.first + static_cast<size_t>(limit) : span.total;
  span.bytes.begin = LineStart(content, span.first);
  std::string_view tail = content.substr(span.bytes.begin);
  span.bytes.end = span.last == span.total
                       ? content.size()
                       : span.bytes.begin + LineStart(tail, span.last - span.first);
  return span;
}

Page BeginPage(const PageSpan& span) {
  Page page;
  page.total_lines = span.total;
  if (span.last > span.first) {
    page.start_line = span.first + 1;
    page.end_line = span.last;
  }
  if (span.last < span.total) {
    page.next_offset = span.last;
    page.truncated = true;
  }
  return page;
}

}  // namespace nacre
