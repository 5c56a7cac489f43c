#include <string>
#include <utility>
#include <vector>

#include "base/path.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"
#include "store/documents.h"
#include "store/tar.h"

namespace nacre::bridge {

Result<Reply> StoreEndpoint::ImportDocuments(Arguments& args, std::string_view payload) {
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<std::vector<EntryRef>> entries = ParseDocuments(payload);
  if (!entries) return std::unexpected(entries.error());
  Result<BatchOutcome> outcome = store_->Import(*entries, now);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  WriteBatchFields(out, *outcome);
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::ExportDocuments(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path", "/");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<std::string> top = NormalizePath(path);
  if (!top) return std::unexpected(top.error());
  Result<ContentRef> documents = nacre::ExportDocuments(store_->tree(), *top);
  if (!documents) return std::unexpected(documents.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", *top);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(*documents)));
}

Result<Reply> StoreEndpoint::ImportTar(Arguments& args, std::string_view payload) {
  std::string_view path = args.Text("path", "/");
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<std::string> into = NormalizePath(path);
  if (!into) return std::unexpected(into.error());
  Result<TarContents> contents = ReadTar(payload, *into);
  if (!contents) return std::unexpected(contents.error());
  Result<BatchOutcome> outcome = store_->Import(contents->entries, now);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  WriteBatchFields(out, *outcome);
  out.Key("skipped");
  out.BeginArray();
  for (const TarSkip& skip : contents->skipped) {
    out.BeginObject();
    out.Field("path", skip.path);
    out.Field("reason", skip.reason);
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> StoreEndpoint::ExportTar(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path", "/");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<std::string> top = NormalizePath(path);
  if (!top) return std::unexpected(top.error());
  Result<ContentRef> archive = WriteTar(store_->tree(), *top);
  if (!archive) return std::unexpected(archive.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("path", *top);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(*archive)));
}

}  // namespace nacre::bridge
