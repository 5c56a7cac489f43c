#include "permissions/unicode_category.h"

#include <re2/unicode_groups.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace nacre {
namespace {

template <typename Range>
bool Within(std::span<const Range> ranges, char32_t c) {
  auto range = std::ranges::lower_bound(ranges, c, {},
                                        [](const Range& r) { return static_cast<char32_t>(r.hi); });
  return range != ranges.end() && static_cast<char32_t>(range->lo) <= c;
}

/// Whether `c` has the general category `name`, such as "Nd", by the tables that RE2 carries.
bool HasCategory(std::string_view name, char32_t c) {
  std::span groups(re2::unicode_groups, static_cast<size_t>(re2::num_unicode_groups));
  auto group = std::ranges::find(groups, name, [](const re2::UGroup& g) { return g.name; });
  if (group == groups.end()) return false;
  return Within(std::span(group->r16, static_cast<size_t>(group->nr16)), c) ||
         Within(std::span(group->r32, static_cast<size_t>(group->nr32)), c);
}

}  // namespace

bool IsWordCharacter(char32_t c) { return c == '_' || HasCategory("L", c) || HasCategory("N", c); }

bool IsDecimalDigit(char32_t c) { return HasCategory("Nd", c); }

bool IsSpaceCharacter(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || HasCategory("Z", c);
}

}  // namespace nacre
