#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/path.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_keeping.h"
#include "store/directories.h"

namespace nacre::bridge {
namespace {

void CollectUnloaded(const Entry& entry, std::vector<uint64_t>& ids) {
  if (entry.is_directory() || entry.content()->loaded()) return;
  ids.push_back(entry.content()->id());
}

}  // namespace

Result<Reply> StoreEndpoint::WriteUnread(Arguments& args, std::string_view) {
  std::vector<BatchItem> items;
  for (Arguments& row : args.Objects("files")) {
    BatchItem& item = items.emplace_back();
    item.path = row.Text("path");
    Result<ContentRef> content = Content::Unread(row.Count("size", 0));
    if (!content) return std::unexpected(content.error());
    if (const auto& home = store_->options().home) home->Keep(**content);
    item.content = std::move(*content);
  }
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<BatchOutcome> outcome = store_->Apply(items, now);
  if (!outcome) return std::unexpected(outcome.error());
  return Nothing();
}

Result<Reply> StoreEndpoint::Unloaded(Arguments& args, std::string_view) {
  const Tree* tree = args.Has("in") ? ReadSnapshot(args, "in") : &store_->tree();
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
  const Tree* tree = ReadSnapshot(args, "in");
  std::vector<uint64_t> ids = args.Ids("wanted");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  std::string found(ids.size(), 0);
  size_t lost = ids.size();
  JsonWriter out;
  out.BeginObject();
  out.Key("files");
  out.BeginArray();
  for (TreeCursor at(*tree); !at.done() && lost > 0; at.Next()) {
    if (at->is_directory()) continue;
    auto id = std::ranges::lower_bound(ids, at->content()->id());
    size_t index = static_cast<size_t>(id - ids.begin());
    if (id == ids.end() || *id != at->content()->id() || found[index] != 0) continue;
    found[index] = 1;
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
  const Tree* tree = args.Has("in") ? ReadSnapshot(args, "in") : &store_->tree();
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
  return Nothing();
}

}  // namespace nacre::bridge
