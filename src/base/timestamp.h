#ifndef NACRE_BASE_TIMESTAMP_H_
#define NACRE_BASE_TIMESTAMP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nacre {

/// Microseconds since 1970-01-01T00:00:00Z. The core reads no clock: times come in as arguments.
using Timestamp = int64_t;

/// ISO 8601 as Python's `datetime.isoformat()` writes an aware UTC time:
/// "2026-01-01T00:00:00.123456+00:00", the fraction left out when it is zero. Clamped to years 1 to
/// 9999.
std::string FormatTimestamp(Timestamp time);

/// Reads what `FormatTimestamp` writes, and the common variants: "Z", another offset, 1 to 9
/// fractional digits, a space instead of "T", no offset (taken as UTC).
std::optional<Timestamp> ParseTimestamp(std::string_view text);

}  // namespace nacre

#endif  // NACRE_BASE_TIMESTAMP_H_
