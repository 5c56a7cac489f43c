#include <string>
#include <utility>

#include "base/hash.h"
#include "bridge/edit_arguments.h"
#include "bridge/library_endpoint.h"
#include "text/edit.h"
#include "text/hashline.h"
#include "text/render.h"

namespace nacre::bridge {
namespace {

PageRequest ReadPageRequest(Arguments& args) {
  PageRequest request;
  request.explicit_range = args.Has("offset") || args.Has("limit");
  request.offset = args.Integer("offset", request.offset);
  request.limit = args.Integer("limit", request.limit);
  return request;
}

void WritePageFields(JsonWriter& out, const Page& page) {
  out.Field("totalLines", page.total_lines);
  out.Field("startLine", page.start_line);
  out.Field("endLine", page.end_line);
  out.OptionalField("nextOffset", page.next_offset);
  out.Field("truncated", page.truncated);
}

/// The fields that every edit answers, beside the new text.
Reply EditedReply(EditResult edited, std::string_view summary) {
  JsonWriter out;
  out.BeginObject();
  if (!summary.empty()) out.Field("summary", summary);
  out.Field("occurrences", edited.occurrences);
  out.Field("diff", edited.diff);
  if (edited.diff_truncated) out.Field("diffTruncated", true);
  if (edited.tolerant) out.Field("tolerant", true);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(edited.content)));
}

}  // namespace

Result<Reply> LibraryEndpoint::HashlineHash(Arguments& args, std::string_view line) {
  Result<LineHash> hash = LineHashFromName(args.Text("hash", "md5"));
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (!hash) return std::unexpected(hash.error());
  std::array<char, 2> digits = HashOfLine(line, *hash);
  JsonWriter out;
  out.BeginObject();
  out.Field("hash", std::string_view(digits.data(), digits.size()));
  out.EndObject();
  return Reply(std::move(out));
}

Result<Reply> LibraryEndpoint::HashlineFormat(Arguments& args, std::string_view text) {
  PageRequest request = ReadPageRequest(args);
  Result<LineHash> hash = LineHashFromName(args.Text("hash", "md5"));
  std::string_view path = args.Text("path", "");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  if (!hash) return std::unexpected(hash.error());
  std::string version = Xxh3Hex128(text);
  Result<HashlinePage> page = RenderHashlines(path, text, request, *hash, version);
  if (!page) return std::unexpected(page.error());
  JsonWriter out;
  out.BeginObject();
  WritePageFields(out, *page);
  out.Field("version", version);
  out.Field("lineHashes", page->hashes);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(page->text)));
}

Result<Reply> LibraryEndpoint::HashlineApply(Arguments& args, std::string_view text) {
  std::string_view path = args.Text("path", "");
  Result<LineEdits> edits = LineEdits::Read(args);
  if (!edits) return std::unexpected(edits.error());
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<LineEditResult> edited = EditLines(path, text, edits->edits(), edits->options());
  if (!edited) return std::unexpected(edited.error());
  std::string summary = std::move(edited->summary);
  return EditedReply(std::move(*edited), summary);
}

Result<Reply> LibraryEndpoint::TextEdit(Arguments& args, std::string_view text) {
  std::string_view path = args.Text("path", "");
  Result<TextEdits> edits = TextEdits::Read(args);
  if (!edits) return std::unexpected(edits.error());
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<EditResult> edited = ReplaceTexts(path, text, edits->edits());
  if (!edited) return std::unexpected(edited.error());
  return EditedReply(std::move(*edited), {});
}

Result<Reply> LibraryEndpoint::TextRender(Arguments& args, std::string_view text) {
  PageRequest request = ReadPageRequest(args);
  std::string_view path = args.Text("path", "");
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<Page> page = RenderNumbered(path, text, request);
  if (!page) return std::unexpected(page.error());
  JsonWriter out;
  out.BeginObject();
  WritePageFields(out, *page);
  out.EndObject();
  return Reply(std::move(out), Blob(std::move(page->text)));
}

Result<Reply> LibraryEndpoint::TextVersion(Arguments& args, std::string_view bytes) {
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  JsonWriter out;
  out.BeginObject();
  out.Field("version", Xxh3Hex128(bytes));
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
