#include "wasi/cli/page_options.h"

namespace nacre::cli {

Result<PageRequest> ReadPageRequest(const Options& options) {
  PageRequest request;
  request.explicit_range = options.Has("--offset") || options.Has("--limit");
  Result<int64_t> offset = options.Number("--offset", request.offset);
  if (!offset) return std::unexpected(offset.error());
  Result<int64_t> limit = options.Number("--limit", request.limit);
  if (!limit) return std::unexpected(limit.error());
  request.offset = *offset;
  request.limit = *limit;
  return request;
}

}  // namespace nacre::cli
