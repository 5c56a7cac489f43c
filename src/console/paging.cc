#include "console/paging.h"

#include "base/format.h"
#include "base/limits.h"
#include "console/fields.h"

namespace nacre {

PageRequest PageOf(const Json& args) {
  constexpr auto kDefaultLimit = static_cast<int64_t>(limits::kReadLines);
  PageRequest page;
  page.offset = IntegerField(args, "offset").value_or(0);
  page.limit = IntegerField(args, "limit").value_or(kDefaultLimit);
  page.explicit_range = page.offset != 0 || page.limit != kDefaultLimit;
  return page;
}

std::string GoOnNote(int64_t next_offset) {
  return Format("\n(go on with offset={})", next_offset);
}

}  // namespace nacre
