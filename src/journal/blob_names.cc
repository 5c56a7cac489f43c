#include "journal/blob_names.h"

#include <charconv>

#include "base/format.h"

namespace nacre {
namespace {

constexpr std::string_view kSegmentPrefix = "seg-";
constexpr std::string_view kExtentPrefix = "ext-";

template <typename T>
std::optional<T> NumberBehind(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  std::string_view digits = name.substr(prefix.size());
  T number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  bool whole = error == std::errc() && end == digits.data() + digits.size();
  bool canonical = whole && (digits == "0" || !digits.starts_with('0'));
  return canonical ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string SegmentName(uint32_t id) { return Format("{}{}", kSegmentPrefix, id); }
std::string ExtentName(uint64_t number) { return Format("{}{}", kExtentPrefix, number); }
std::string HeadName(uint64_t slot) { return Format("head-{}", slot % 2); }

std::optional<uint32_t> SegmentIdOf(std::string_view name) {
  return NumberBehind<uint32_t>(kSegmentPrefix, name);
}

std::optional<uint64_t> ExtentNumberOf(std::string_view name) {
  return NumberBehind<uint64_t>(kExtentPrefix, name);
}

}  // namespace nacre
