#ifndef NACRE_JOURNAL_BLOB_NAMES_H_
#define NACRE_JOURNAL_BLOB_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nacre {

/// "seg-7", "ext-12", "head-0".
std::string SegmentName(uint32_t id);
std::string ExtentName(uint64_t number);
std::string HeadName(uint64_t slot);

/// What `SegmentName` made the name of; nothing for any other name.
std::optional<uint32_t> SegmentIdOf(std::string_view name);

/// What `ExtentName` made the name of; nothing for any other name.
std::optional<uint64_t> ExtentNumberOf(std::string_view name);

}  // namespace nacre

#endif  // NACRE_JOURNAL_BLOB_NAMES_H_
