#include <algorithm>
#include <utility>

#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"

namespace nacre::bridge {
namespace {

void WritePage(JsonWriter& out, const ReadOutcome& read) {
  out.BeginObject();
  out.Field("path", read.path);
  out.Field("totalLines", read.page.total_lines);
  out.Field("startLine", read.page.start_line);
  out.Field("endLine", read.page.end_line);
  out.OptionalField("nextOffset", read.page.next_offset);
  out.Field("truncated", read.page.truncated);
  out.Field("version", read.version);
  if (!read.line_hashes.empty()) out.Field("lineHashes", read.line_hashes);
  out.EndObject();
}

}  // namespace

Result<Reply> StoreEndpoint::Exists(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.Value(store_->Exists(path));
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Stat(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<FileInfo> info = store_->Stat(path);
  if (!info) return std::unexpected(info.error());
  JsonWriter out;
  WriteFileInfo(out, *info);
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Ls(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path", "/");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<Listing> listing = store_->List(path);
  if (!listing) return std::unexpected(listing.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", listing->path);
  out.Key("entries");
  WriteFileInfos(out, listing->entries);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::Read(Arguments& args, std::string_view) {
  ReadOptions options;
  std::string_view path = args.Text("path");
  options.page.explicit_range = args.Has("offset") || args.Has("limit");
  options.page.offset = args.Integer("offset", options.page.offset);
  options.page.limit = args.Integer("limit", options.page.limit);
  Result<ReadFormat> format = ParseReadFormat(args.Text("format", "numbered"));
  Result<LineHash> hash = LineHashFromName(args.Text("hash", "md5"));
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (!format) return std::unexpected(format.error());
  if (!hash) return std::unexpected(hash.error());
  options.format = *format;
  options.hash = *hash;
  Result<ReadOutcome> outcome = store_->Read(path, options);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  WritePage(out, *outcome);
  return Reply(std::move(out), Blob(std::move(outcome->page.text)));
}

Result<Reply> StoreEndpoint::ReadBytes(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  uint64_t offset = args.Count("offset", 0);
  std::optional<uint64_t> length = args.OptionalCount("length");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<ContentRef> content = store_->ReadBytes(path);
  if (!content) return std::unexpected(content.error());
  uint64_t size = (*content)->bytes().size();
  offset = std::min(offset, size);
  uint64_t part = std::min(length.value_or(size), size - offset);
  JsonWriter out;
  out.BeginObject();
  out.Field("path", store_->Stat(path)->path);
  out.Field("size", size);
  out.EndObject();
  return Reply(std::move(out),
               Blob(std::move(*content), static_cast<size_t>(offset), static_cast<size_t>(part)));
}

Result<Reply> StoreEndpoint::Usage(Arguments& args, std::string_view) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  StoreUsage usage = store_->Usage();
  JsonWriter out;
  out.BeginObject();
  out.Field("bytes", usage.bytes);
  if (const auto& home = store_->options().home) {
    out.Field("loadedBytes", home->loaded_bytes());
    out.Field("memoryBudget", home->budget());
  }
  out.Field("files", usage.files);
  out.Field("directories", usage.directories);
  out.Field("maxBytes", usage.max_bytes);
  out.Field("maxFiles", usage.max_files);
  out.Field("maxFileBytes", usage.max_file_bytes);
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
