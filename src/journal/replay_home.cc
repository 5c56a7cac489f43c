#include <utility>

#include "base/hash.h"
#include "journal/replay.h"

namespace nacre {

// A content that may be unloaded, when it is kept: in its place, or elsewhere.
Result<ContentRef> Replay::InHome(const Record& record) {
  Result<ContentRef> content;
  if (record.kind == RecordKind::kUnread) {
    auto unread = ReadUnread(record.rest);
    if (!unread || !is_cache_ || home_ == nullptr) {
      return Fail(Code::kCorrupt, "The journal lacks a content", std::string(record.path));
    }
    content = std::move(*unread);
  } else if (place_ == 0 || home_->HasRoom(record.rest.size())) {
    content = Content::Copy(record.rest);
  } else {
    content = Content::Unread(record.rest.size(), Xxh3(record.rest));
  }
  if (!content || place_ == 0) return content;
  if (!is_cache_) {
    (*content)->set_place(place_ + static_cast<uint64_t>(record.rest.data() - fed_));
  }
  home_->Keep(**content);
  return content;
}

}  // namespace nacre
