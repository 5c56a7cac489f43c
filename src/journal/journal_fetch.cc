#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "journal/journal.h"

namespace nacre {
namespace {

// What is read of a segment at once, unless one content is longer.
constexpr uint64_t kRunBytes = 4 << 20;

std::unexpected<Status> Damaged() {
  return Fail(Code::kCorrupt, "A file of the workspace is damaged");
}

bool Holds(const Tree& tree, const Content& content) {
  for (TreeCursor at(tree); !at.done(); at.Next()) {
    if (at->content().get() == &content) return true;
  }
  return false;
}

}  // namespace

Task<Result<bool>> Journal::Fetch(Volume volume, std::vector<uint64_t> ids, bool judge, bool stay) {
  if (home() == nullptr) co_return false;
  std::vector<ContentRef> contents = home()->FindUnloaded(ids);
  uint64_t size = 0;
  for (const ContentRef& content : contents) size += content->size();
  if (!stay) home()->MakeRoom(size);
  bool lost = false;
  for (size_t at = 0; at < contents.size();) {
    uint64_t begin = contents[at]->place();
    uint64_t end = begin + contents[at]->size();
    Result<std::string> run;
    size_t next = at + 1;
    if (const Extent* extent = extents_.Find(contents[at].get())) {
      auto read = co_await ReadExtentContent(volume, *extent);
      if (read) contents[at]->LoadFrom(**read);
      if (!read) run = std::unexpected(read.error());
    } else if (begin != 0) {
      for (; next < contents.size(); ++next) {
        uint64_t place = contents[next]->place();
        if (place < end || place + contents[next]->size() - begin > kRunBytes) break;
        end = place + contents[next]->size();
      }
      run = co_await ReadPlace(volume, begin, end - begin);
    }
    if (!run && run.error().code != Code::kCorrupt) co_return std::unexpected(run.error());
    for (; at < next; ++at) {
      Content& content = *contents[at];
      if (!content.loaded() && run) {
        auto offset = std::min(static_cast<size_t>(content.place() - begin), run->size());
        auto loaded = content.Load(
            std::string_view(*run).substr(offset, static_cast<size_t>(content.size())));
        if (!loaded) co_return loaded;
      }
      if (content.loaded()) continue;
      lost = true;
      if (!judge) continue;
      if (Holds(durable_, content)) co_return Damaged();
      co_return Fail(Code::kConflict,
                     "Somebody else has written to the workspace since this state "
                     "was taken, and what it had is not loaded");
    }
  }
  co_return lost;
}

// `kCorrupt` when there is no such segment.
Task<Result<std::string>> Journal::ReadPlace(Volume volume, uint64_t place, uint64_t size) {
  auto bytes = co_await volume.Read(SegmentName(static_cast<uint32_t>(place >> 32)),
                                    static_cast<uint32_t>(place), size);
  if (!bytes && bytes.error().code == Code::kNotFound) co_return Damaged();
  co_return bytes;
}

// Adds what a step says to a frame, with the bytes of a content from wherever they are.
Task<Result<void>> Journal::Append(Volume volume, std::string& frame, PlannedStep step,
                                   const Extent* extent, std::vector<Placed>& placed) {
  if (step.kind != StepKind::kFile) {
    AppendRecord(frame, step, nullptr);
    co_return {};
  }
  ContentRef content = step.entry->content();
  // A large content that was loaded after a cache had put it down has no extent, and needs none.
  bool large = content->size() >= options_.extent_threshold;
  bool unread = options_.cache && extent == nullptr && (large || !content->loaded());
  Result<std::string> fetched;
  if (!content->loaded() && extent == nullptr && !unread) {
    fetched = co_await ReadPlace(volume, content->place(), content->size());
    if (fetched && Xxh3(*fetched) != content->Checksum()) fetched = Damaged();
    if (!fetched) co_return std::unexpected(fetched.error());
  }
  AppendRecord(frame, step, extent, unread, *fetched);
  uint64_t begin = extent != nullptr ? 0 : frame.size() - content->size();
  placed.push_back({.content = std::move(content), .place = begin});
  co_return {};
}

// Contents from there on stand in a frame, which lies at `place`.
void Journal::PlaceAt(std::vector<Placed>& placed, size_t from, uint64_t place) {
  for (; from < placed.size(); ++from) {
    if (placed[from].place > 0) placed[from].place += place;
  }
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
