#include "journal/replay.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/path.h"
#include "store/directories.h"

namespace nacre {
namespace {

std::unexpected<Status> Nonsense(std::string_view path) {
  return Fail(Code::kCorrupt, "The journal holds a record that does not fit the files before it",
              std::string(path));
}

}  // namespace

bool Replay::Begins(const Frame& frame) const {
  return frame.group == end_.group + 1 && frame.index == 0 && frame.chain == end_.chain;
}

bool Replay::IsNext(const Frame& frame) const {
  if (!IsInsideGroup()) return Begins(frame);
  return frame.group == end_.group + 1 && frame.index == next_index_ && frame.chain == chain_ &&
         frame.writer == writer_;
}

Result<void> Replay::Feed(std::string_view bytes, uint64_t place) {
  fed_ = bytes.data();
  place_ = place;
  committed_ = 0;
  accepted_ = 0;
  for (;;) {
    auto frame = ParseFrame(bytes.substr(accepted_));
    if (!frame) return {};
    // A group that was begun and given up may stand at the end of the segment before.
    if (accepted_ == 0 && Begins(*frame)) DropOpenGroup();
    if (!IsNext(*frame)) return {};
    if (!IsInsideGroup()) work_ = tree_;
    if (auto done = Apply(frame->records); !done) return done;
    accepted_ += frame->size;
    chain_ = frame->checksum;
    writer_ = frame->writer;
    ++next_index_;
    if (!frame->commits) continue;
    tree_ = std::exchange(work_, Tree());
    end_ = {.group = frame->group, .chain = frame->checksum};
    next_index_ = 0;
    parent_.clear();
    committed_ = accepted_;
  }
}

void Replay::DropOpenGroup() {
  work_ = Tree();
  next_index_ = 0;
  parent_.clear();
}

Result<void> Replay::Apply(std::string_view records) {
  ByteReader reader(records);
  for (;;) {
    auto record = ReadRecord(reader);
    if (!record) return Nonsense("");
    if (record->kind == RecordKind::kEnd) return {};
    if (auto done = Apply(*record); !done) return done;
  }
}

Result<void> Replay::Apply(const Record& record) {
  auto normal = NormalizePath(record.path);
  if (!normal || *normal != record.path || record.path == "/") return Nonsense(record.path);
  const Entry* existing = work_.Find(record.path);
  if (record.kind == RecordKind::kErase) {
    if (existing == nullptr) return Nonsense(record.path);
    if (existing->is_directory()) EraseBelowPath(work_, record.path);
    work_.Erase(record.path);
    parent_.clear();
    return {};
  }
  std::string_view parent = Dirname(record.path);
  if (parent != parent_) {
    if (!IsDirectory(work_, parent)) return Nonsense(record.path);
    parent_ = parent;
  }
  bool makes_directory = record.kind == RecordKind::kDirectory;
  if (existing != nullptr && existing->is_directory() != makes_directory) {
    return Nonsense(record.path);
  }
  ContentRef content;
  if (!makes_directory) {
    auto found = ContentOf(record);
    if (!found) return std::unexpected(std::move(found.error()));
    content = std::move(*found);
  }
  work_.Put(Entry::Make(record.path, std::move(content), record.times));
  return {};
}

Result<ContentRef> Replay::ContentOf(const Record& record) {
  if (record.kind == RecordKind::kUnread ||
      (home_ != nullptr && record.kind == RecordKind::kFile)) {
    return InHome(record);
  }
  if (record.kind == RecordKind::kFile) return Content::Copy(record.rest);
  if (record.kind == RecordKind::kSame) {
    const Entry* source = tree_.Find(record.rest);
    if (source == nullptr || source->is_directory()) return Nonsense(record.path);
    return source->content();
  }
  auto extent = ReadExtent(record.rest);
  if (!extent) return Nonsense(record.path);
  next_extent_ = std::max(next_extent_, extent->first + extent->count);
  return StandInFor(*extent);
}

Result<ContentRef> Replay::StandInFor(const Extent& extent) {
  if (ContentRef known = extents_->FindContent(extent)) return known;
  ContentRef& stand_in = stand_ins_[extent];
  if (stand_in) return stand_in;
  auto made = Content::Copy({});
  if (made) stand_in = *made;
  return made;
}

std::vector<Replay::Absent> Replay::Missing() const {
  std::map<const Content*, const Extent*> unseen;
  for (const auto& [extent, stand_in] : stand_ins_) unseen.emplace(stand_in.get(), &extent);
  std::vector<Absent> missing;
  for (TreeCursor at(tree_); !at.done() && !unseen.empty(); at.Next()) {
    auto found = unseen.find(at->content().get());
    if (at->is_directory() || found == unseen.end()) continue;
    missing.push_back({.stand_in = at->content(), .extent = *found->second});
    unseen.erase(found);
  }
  return missing;
}

void Replay::Fill(const std::map<const Content*, ContentRef>& contents) {
  std::vector<EntryRef> filled;
  for (TreeCursor at(tree_); !at.done(); at.Next()) {
    auto found = contents.find(at->content().get());
    if (at->is_directory() || found == contents.end()) continue;
    filled.push_back(Entry::Make(at->path(), found->second, at->times()));
  }
  for (EntryRef& entry : filled) tree_.Put(std::move(entry));
}

}  // namespace nacre
