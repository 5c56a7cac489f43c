#include "store/entry.h"

#include <cstring>
#include <new>
#include <utility>

namespace nacre {
namespace {

// Read by leak tests only; the core runs on one thread.
size_t live_entries = 0;

}  // namespace

EntryRef Entry::Make(std::string_view path, ContentRef content, EntryTimes times) {
  void* memory = ::operator new(sizeof(Entry) + path.size());
  auto* entry = new (memory) Entry(static_cast<uint32_t>(path.size()), std::move(content), times);
  std::memcpy(static_cast<void*>(entry + 1), path.data(), path.size());
  ++live_entries;
  return EntryRef(entry);
}

void Entry::Destroy(const Entry* entry) {
  entry->~Entry();
  ::operator delete(const_cast<Entry*>(entry));
  --live_entries;
}

size_t Entry::LiveCount() { return live_entries; }

}  // namespace nacre
