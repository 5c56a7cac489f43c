#ifndef NACRE_JOURNAL_RECORD_H_
#define NACRE_JOURNAL_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/change_plan.h"
#include "journal/extents.h"
#include "journal/little_endian.h"

namespace nacre {

/// What a record says about a path:
///
///     u8   kind
///     u8   times: bit 0, a time of creation follows; bit 1, a time of change
///     u16  bytes of the path
///     u32  bytes of the rest
///     the path; i64 microseconds since 1970 for each time; the rest
///
/// The rest is the content (`kFile`), the source's path (`kSame`), or u64 first, u64 size, u64
/// checksum, u32 count of an extent (`kExtent`), or u64 size and, where it is known, u64 checksum
/// of a content that is not here (`kUnread`).
enum class RecordKind : uint8_t {
  kEnd = 0,
  kErase = 1,
  kDirectory = 2,
  kFile = 3,
  kSame = 4,
  kExtent = 5,
  kUnread = 6,
};

struct Record {
  RecordKind kind = RecordKind::kEnd;
  std::string_view path;
  EntryTimes times;
  std::string_view rest;
};

/// Adds what `step` says to `out`; `extent` when its content lies in one. With `unread`, a content
/// is left out, and said to be so. `fetched` are the bytes of one that is not loaded.
void AppendRecord(std::string& out, const PlannedStep& step, const Extent* extent,
                  bool unread = false, std::string_view fetched = {});

/// The next record; `kEnd` at the end, nothing for bytes that are none.
std::optional<Record> ReadRecord(ByteReader& reader);

/// The extent that the rest of a `kExtent` names; nothing for bytes that are none.
std::optional<Extent> ReadExtent(std::string_view rest);

/// The content that the rest of a `kUnread` tells of; nothing for bytes that are none.
std::optional<ContentRef> ReadUnread(std::string_view rest);

}  // namespace nacre

#endif  // NACRE_JOURNAL_RECORD_H_
