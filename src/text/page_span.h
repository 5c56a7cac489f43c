#ifndef NACRE_TEXT_PAGE_SPAN_H_
#define NACRE_TEXT_PAGE_SPAN_H_

#include <cstddef>
#include <string_view>

#include "base/status.h"
#include "text/lines.h"
#include "text/render.h"

namespace nacre {

/// Where a page stands in its file.
struct PageSpan {
  size_t total = 0;  ///< Lines of the file.
  size_t first = 0;  ///< The page is the lines [first, last), counted from 0.
  size_t last = 0;
  ByteRange bytes;
};

/// Finds the page that `request` asks for. `at_least` is what an empty file counts as. Fails with
/// `kNotText` and, for a negative offset or limit and an offset past the end, `kInvalidArgument`.
Result<PageSpan> LocatePage(std::string_view path, std::string_view content,
                            const PageRequest& request, size_t at_least = 0);

/// A page without text that tells its place.
Page BeginPage(const PageSpan& span);

}  // namespace nacre

#endif  // NACRE_TEXT_PAGE_SPAN_H_
