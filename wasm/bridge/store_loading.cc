#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/path.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"
#include "store/directories.h"

namespace nacre::bridge {
namespace {

const Tree* ReadSnapshot(Arguments& args) {
  Endpoint* endpoint = args.FindEndpoint("in");
  if (endpoint == nullptr) return nullptr;
  if (endpoint->kind() == SnapshotEndpoint::kKind) {
    return &static_cast<SnapshotEndpoint*>(endpoint)->tree();
  }
  args.Refuse("in", "a snapshot");
  return nullptr;
}

void CollectUnloaded(const Entry& entry, std::vector<uint64_t>& ids) {
  if (entry.is_directory() || entry.content()->loaded()) return;
  ids.push_back(entry.content()->id());
}

}  // namespace

Result<Reply> StoreEndpoint::WriteUnread(Arguments& args, std::string_view) {
  std::vector<FileSize> files;
  for (Arguments& row : args.Objects("files")) {
    FileSize& file = files.emplace_back();
    file.path = row.Text("path");
    file.size = row.Count("size", 0);
    if (auto read = row.Finish(); !read) return std::unexpected(read.error());
  }
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<BatchOutcome> outcome = store_->ApplyUnread(files, now);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  WriteBatchFields(out, *outcome);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Unloaded(Arguments& args, std::string_view) {
  const Tree* tree = args.Has("in") ? ReadSnapshot(args) : &store_->tree();
  std::vector<std::string> paths = args.Texts("paths");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  std::vector<uint64_t> ids;
  for (const std::string& path : paths) {
    if (const Entry* entry = tree->Find(path)) CollectUnloaded(*entry, ids);
    std::string end = EndBelow(path);
    for (TreeCursor at(*tree, BeginBelow(path)); !at.done() && at->path() < end; at.Next()) {
      CollectUnloaded(*at, ids);
    }
  }
  JsonWriter out;
  out.BeginObject();
  out.Key("wanted");
  out.BeginArray();
  for (uint64_t id : ids) out.Value(id);
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Locate(Arguments& args, std::string_view) {
  const Tree* tree = ReadSnapshot(args);
  std::vector<uint64_t> ids = args.Ids("wanted");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  std::vector<bool> found(ids.size());
  size_t lost = ids.size();
  JsonWriter out;
  out.BeginObject();
  out.Key("files");
  out.BeginArray();
  for (TreeCursor at(*tree); !at.done() && lost > 0; at.Next()) {
    if (at->is_directory()) continue;
    auto id = std::ranges::lower_bound(ids, at->content()->id());
    size_t index = static_cast<size_t>(id - ids.begin());
    if (id == ids.end() || *id != at->content()->id() || found[index]) continue;
    found[index] = true;
    --lost;
    out.BeginObject();
    out.Field("path", at->path());
    out.Field("size", at->size());
    out.EndObject();
  }
  out.EndArray();
  out.Field("lost", lost);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Load(Arguments& args, std::string_view payload) {
  const Tree* tree = args.Has("in") ? ReadSnapshot(args) : &store_->tree();
  std::string_view path = args.Text("path");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  const Entry* entry = tree->Find(path);
  bool is_file = entry != nullptr && !entry->is_directory();
  Result<bool> loaded = is_file ? entry->content()->Load(payload) : false;
  if (!loaded) return std::unexpected(loaded.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("loaded", *loaded);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::MakeRoom(Arguments& args, std::string_view) {
  uint64_t bytes = args.Count("bytes", 0);
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (const auto& home = store_->options().home) home->MakeRoom(bytes);
  JsonWriter out;
  out.BeginObject();
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
