#include <string>
#include <utility>

#include "bridge/edit_arguments.h"
#include "bridge/store_endpoint.h"
#include "bridge/store_json.h"

namespace nacre::bridge {
namespace {

Result<Reply> EditReply(const Result<EditOutcome>& outcome) {
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  WriteEditOutcome(out, *outcome);
  return Reply(std::move(out));
}

}  // namespace

Result<Reply> StoreEndpoint::Edit(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  bool dry_run = args.Flag("dryRun", false);
  Timestamp now = args.Now();
  Result<TextEdits> edits = TextEdits::Read(args);
  if (!edits) return std::unexpected(edits.error());
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return EditReply(store_->Edit(path, edits->edits(), dry_run, now));
}

Result<Reply> StoreEndpoint::HashlineEdit(Arguments& args, std::string_view) {
  std::string_view path = args.Text("path");
  bool dry_run = args.Flag("dryRun", false);
  Timestamp now = args.Now();
  Result<LineEdits> edits = LineEdits::Read(args);
  if (!edits) return std::unexpected(edits.error());
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  return EditReply(store_->EditByHash(path, edits->edits(), edits->options(), dry_run, now));
}

Result<Reply> StoreEndpoint::ApplyPatch(Arguments& args, std::string_view patch) {
  PatchOptions options{.tolerant = args.Flag("tolerant", false)};
  bool dry_run = args.Flag("dryRun", false);
  Timestamp now = args.Now();
  if (auto read = args.Finish(); !read) return std::unexpected(read.error());
  Result<PatchOutcome> outcome = store_->Patch(patch, options, dry_run, now);
  if (!outcome) return std::unexpected(outcome.error());
  JsonWriter out;
  out.BeginObject();
  out.Key("files");
  out.BeginArray();
  for (const PatchedPath& file : outcome->files) {
    out.BeginObject();
    out.Field("path", file.path);
    out.Field("action", PatchActionName(file.action));
    if (!file.move_to.empty()) out.Field("moveTo", file.move_to);
    out.EndObject();
  }
  out.EndArray();
  out.Field("diff", outcome->diff);
  if (outcome->diff_truncated) out.Field("diffTruncated", true);
  if (outcome->tolerant) out.Field("tolerant", true);
  out.EndObject();
  return Reply(std::move(out));
}

}  // namespace nacre::bridge
