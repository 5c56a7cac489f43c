#ifndef NACRE_STORE_ENTRY_H_
#define NACRE_STORE_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/timestamp.h"
#include "store/content.h"
#include "store/ref.h"

namespace nacre {

class Entry;
using EntryRef = Ref<const Entry>;

/// When an entry was made and last changed; empty where a document did not say.
struct EntryTimes {
  std::optional<Timestamp> created;
  std::optional<Timestamp> modified;
  friend bool operator==(const EntryTimes&, const EntryTimes&) = default;
};

/// One immutable row of a tree: a path, and what stands there. A directory has no content.
class Entry : public RefCounted {
 public:
  /// A file when `content` is set, else a directory. `path` is normalised and not "/"; copied.
  static EntryRef Make(std::string_view path, ContentRef content, EntryTimes times);

  std::string_view path() const { return {reinterpret_cast<const char*>(this + 1), path_size_}; }
  bool is_directory() const { return !content_; }

  /// The bytes. Requires a file.
  const ContentRef& content() const { return content_; }

  /// Bytes of the file; 0 for a directory.
  uint64_t size() const { return content_ ? content_->size() : 0; }
  const EntryTimes& times() const { return times_; }

  /// How many entries exist in this process, for leak tests.
  static size_t LiveCount();

 private:
  template <typename T>
  friend class Ref;

  Entry(uint32_t path_size, ContentRef content, EntryTimes times)
      : path_size_(path_size), content_(std::move(content)), times_(times) {}
  ~Entry() = default;
  static void Destroy(const Entry* entry);

  uint32_t path_size_;
  ContentRef content_;
  EntryTimes times_;
};

}  // namespace nacre

#endif  // NACRE_STORE_ENTRY_H_
