#include <utility>

#include "bridge/batch_endpoint.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"

namespace nacre::bridge {

Result<Reply> StoreEndpoint::Write(Arguments& args, std::string_view payload) {
  WriteOptions options;
  std::string_view path = args.Text("path");
  options.create_only = args.Flag("createOnly", false);
  options.if_version = args.Text("ifVersion", "");
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<ContentRef> content = Content::Copy(payload);
  if (!content) return std::unexpected(content.error());
  Result<WriteOutcome> outcome = store_->Write(path, *content, now, options);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", outcome->path);
  out.Field("created", outcome->created);
  out.Field("size", outcome->size);
  out.Field("version", (*content)->Version());
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Remove(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  bool recursive = args.Flag("recursive", false);
  args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<FileInfo> info = store_->Stat(path);
  if (!info) return std::unexpected(info.error());
  Result<TreeTotals> gone = store_->Remove(path, recursive);
  if (!gone) return std::unexpected(gone.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", info->path);
  WriteTotalFields(out, *gone);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Move(Arguments& args, std::string_view) {
  std::string_view from = args.Text("from");
  std::string_view to = args.Text("to");
  bool overwrite = args.Flag("overwrite", false);
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<MoveOutcome> outcome = store_->Move(from, to, overwrite, now);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", outcome->path);
  out.Field("from", outcome->from);
  out.Field("overwritten", outcome->overwritten);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Mkdir(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  bool parents = args.Flag("parents", true);
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<bool> created = store_->MakeDirectory(path, parents, now);
  if (!created) return std::unexpected(created.error());
  Result<FileInfo> info = store_->Stat(path);
  if (!info) return std::unexpected(info.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", info->path);
  out.Field("created", *created);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::BeginBatch(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return Reply(std::make_unique<BatchEndpoint>(store_));
}

}  // namespace nacre::bridge
