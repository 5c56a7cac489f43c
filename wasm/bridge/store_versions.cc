#include <memory>
#include <utility>

#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"

namespace nacre::bridge {
namespace {

/// The state that an argument stands for: a snapshot's, or a store's present one.
const Tree* ReadTree(Arguments& args, std::string_view name) {
  Endpoint* endpoint = args.FindEndpoint(name);
  if (endpoint == nullptr) return nullptr;
  if (endpoint->kind() == SnapshotEndpoint::kKind) {
    return &static_cast<SnapshotEndpoint*>(endpoint)->tree();
  }
  if (endpoint->kind() == StoreEndpoint::kKind) {
    return &static_cast<StoreEndpoint*>(endpoint)->store().tree();
  }
  args.Refuse(name, "a store or a snapshot");
  return nullptr;
}

void WriteChange(JsonWriter& out, const FileChange& change) {
  out.BeginObject();
  out.Field("path", change.path);
  out.Field("kind", FileChangeKindName(change.kind));
  out.Field("isDir", change.is_directory);
  out.OptionalField("sizeBefore", change.size_before);
  out.OptionalField("sizeAfter", change.size_after);
  if (!change.diff.empty()) out.Field("diff", change.diff);
  out.EndObject();
}

void WriteConflict(JsonWriter& out, const MergeConflict& conflict) {
  out.BeginObject();
  out.Field("path", conflict.path);
  out.Field("kind", ConflictKindName(conflict.kind));
  out.Field("reason", conflict.reason);
  out.EndObject();
}

void WriteEvent(JsonWriter& out, const Event& event) {
  out.BeginObject();
  out.Field("sequence", event.sequence);
  out.Field("kind", EventKindName(event.kind));
  out.Field("path", event.path);
  if (!event.from.empty()) out.Field("from", event.from);
  if (event.is_directory) out.Field("isDir", true);
  out.EndObject();
}

}  // namespace

Result<Reply> StoreEndpoint::Fork(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Reply(std::make_unique<StoreEndpoint>(std::make_shared<Store>(store_->Fork())));
}

Result<Reply> StoreEndpoint::Snapshot(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Reply(std::make_unique<SnapshotEndpoint>(store_->tree()));
}

Result<Reply> StoreEndpoint::Restore(Arguments& args, std::string_view) {
  const Tree* snapshot = ReadTree(args, "snapshot");
  args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<TreeTotals> totals = store_->Restore(Tree(*snapshot));
  if (!totals) return std::unexpected(totals.error());
  JsonWriter out;
  out.BeginObject();
  WriteTotalFields(out, *totals);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Diff(Arguments& args, std::string_view) {
  const Tree* before = ReadTree(args, "before");
  bool with_text = args.Flag("text", false);
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.BeginObject();
  out.Key("changes");
  out.BeginArray();
  for (const FileChange& change : DescribeChanges(*before, store_->tree(), with_text)) {
    WriteChange(out, change);
  }
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Merge(Arguments& args, std::string_view) {
  const Tree* theirs = ReadTree(args, "theirs");
  const Tree* base = ReadTree(args, "base");
  auto strategy = ParseMergeStrategy(args.Text("strategy", "report"));
  if (!strategy) args.Refuse("strategy", "\"report\", \"ours\" or \"theirs\"");
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<MergedTree> merged = store_->Merge(*base, *theirs, *strategy, now);
  if (!merged) return std::unexpected(merged.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("merged", *strategy != MergeStrategy::kReport || merged->conflicts.empty());
  out.Field("taken", merged->taken);
  out.Field("woven", merged->merged);
  out.Key("conflicts");
  out.BeginArray();
  for (const MergeConflict& conflict : merged->conflicts) WriteConflict(out, conflict);
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::ChangesSince(Arguments& args, std::string_view) {
  uint64_t sequence = args.Count("sequence", store_->sequence());
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  EventsSince since = store_->ChangesSince(sequence);
  JsonWriter out;
  out.BeginObject();
  out.Key("events");
  out.BeginArray();
  for (const Event& event : since.events) WriteEvent(out, event);
  out.EndArray();
  out.Field("sequence", since.sequence);
  out.Field("overflowed", since.overflowed);
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
