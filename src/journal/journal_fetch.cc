#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "journal/journal.h"

namespace nacre {
namespace {

// What is read of a segment at once, unless one content is longer.
constexpr uint64_t kRunBytes = 4 << 20;

uint32_t SegmentOf(uint64_t place) { return static_cast<uint32_t>(place >> 32); }

uint32_t OffsetOf(uint64_t place) { return static_cast<uint32_t>(place); }

bool Holds(const Tree& tree, const Content& content) {
  for (TreeCursor at(tree); !at.done(); at.Next()) {
    if (at->content().get() == &content) return true;
  }
  return false;
}

}  // namespace

Task<Result<uint64_t>> Journal::Fetch(Volume volume, std::vector<uint64_t> ids, bool judge) {
  if (home() == nullptr) co_return 0;
  std::vector<ContentRef> contents = home()->FindUnloaded(ids);
  auto place = [](const ContentRef& content) { return content->place(); };
  std::ranges::sort(contents, {}, place);
  uint64_t size = 0;
  for (const ContentRef& content : contents) size += content->size();
  home()->MakeRoom(size);
  for (auto at = contents.begin(); at != contents.end();) {
    uint64_t begin = place(*at);
    auto end = at + 1;
    const Extent* extent = extents_.Find(at->get());
    while (extent == nullptr && end != contents.end() &&
           place(*end) - begin + (*end)->size() <= kRunBytes) {
      ++end;
    }
    auto read = extent != nullptr ? co_await FetchExtent(volume, *at, *extent)
                                  : co_await FetchRun(volume, std::vector(at, end));
    if (!read) co_return std::unexpected(read.error());
    at = end;
  }
  uint64_t lost = 0;
  for (const ContentRef& content : contents) {
    if (content->loaded()) continue;
    ++lost;
    if (!judge) continue;
    if (Holds(durable_, *content)) {
      co_return Fail(Code::kCorrupt, "A file of the workspace is damaged");
    }
    co_return Fail(
        Code::kConflict,
        "Somebody else has written to the workspace since this state was taken, and what "
        "it had is not loaded");
  }
  co_return lost;
}

// Loads contents that lie close to each other; those that are not there stay as they are.
Task<Result<bool>> Journal::FetchRun(Volume volume, std::vector<ContentRef> run) {
  uint64_t begin = run.front()->place();
  if (begin == 0) co_return false;
  uint64_t end = run.back()->place() + run.back()->size();
  auto bytes = co_await volume.Read(SegmentName(SegmentOf(begin)), OffsetOf(begin), end - begin);
  if (!bytes && bytes.error().code == Code::kNotFound) co_return false;
  if (!bytes) co_return std::unexpected(bytes.error());
  for (const ContentRef& content : run) {
    auto offset = std::min<size_t>(static_cast<size_t>(content->place() - begin), bytes->size());
    auto loaded = content->Load(
        std::string_view(*bytes).substr(offset, static_cast<size_t>(content->size())));
    if (!loaded) co_return loaded;
  }
  co_return true;
}

bool Journal::MustFetch(const Entry& entry, const Extent* extent) const {
  return !entry.is_directory() && !entry.content()->loaded() && extent == nullptr &&
         !options_.cache;
}

// The bytes of a content that is not loaded, and stays so.
Task<Result<std::string>> Journal::Fetched(Volume volume, ContentRef content) {
  uint64_t place = content->place();
  if (place == 0) co_return Fail(Code::kConflict, "What a state had is not loaded, and not kept");
  auto bytes =
      co_await volume.Read(SegmentName(SegmentOf(place)), OffsetOf(place), content->size());
  if (bytes && Xxh3(*bytes) != content->Checksum()) {
    co_return Fail(Code::kCorrupt, "A file of the workspace is damaged");
  }
  co_return bytes;
}

// Whether nothing lies in a segment that forks and snapshots have, and that is not loaded.
bool Journal::MayReuse(uint32_t segment) const {
  return home() == nullptr || options_.cache || home()->Vacate(segment);
}

// From now on contents are in these places. Those in extents have none.
void Journal::Settle(const std::vector<Placed>& placed) const {
  if (home() == nullptr || options_.cache) return;
  for (const Placed& content : placed) {
    content.content->set_place(content.place);
    if (content.place > 0 || extents_.Find(content.content.get()) != nullptr) {
      home()->Keep(*content.content);
    }
  }
  home()->MakeRoom(0);
}

}  // namespace nacre
