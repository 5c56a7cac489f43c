#include "bridge/edit_arguments.h"

#include <optional>

namespace nacre::bridge {
namespace {

TextEdit ReadTextEdit(Arguments& item) {
  return {.old_string = item.Text("oldString"),
          .new_string = item.Text("newString"),
          .replace_all = item.Flag("replaceAll", false),
          .tolerant = item.Flag("tolerant", false)};
}

LineEdit ReadLineEdit(Arguments& item) {
  LineEdit edit;
  edit.start_line = item.Integer("startLine");
  edit.start_hash = item.Text("startHash");
  edit.new_content = item.Text("newContent");
  edit.insert_after = item.Flag("insertAfter", false);
  if (int64_t end = item.Integer("endLine", 0); item.Has("endLine")) edit.end_line = end;
  if (std::string_view hash = item.Text("endHash", ""); item.Has("endHash")) edit.end_hash = hash;
  return edit;
}

}  // namespace

Result<TextEdits> TextEdits::Read(Arguments& args) {
  TextEdits read;
  if (!args.Has("edits")) {
    read.edits_.push_back(ReadTextEdit(args));
    return read;
  }
  read.items_ = args.Objects("edits");
  for (Arguments& item : read.items_) {
    read.edits_.push_back(ReadTextEdit(item));
    if (auto whole = item.Finish(); !whole) return std::unexpected(whole.error());
  }
  return read;
}

Result<LineEdits> LineEdits::Read(Arguments& args) {
  LineEdits read;
  read.items_ = args.Objects("edits");
  for (Arguments& item : read.items_) {
    read.edits_.push_back(ReadLineEdit(item));
    if (auto whole = item.Finish(); !whole) return std::unexpected(whole.error());
  }
  if (args.Has("known")) read.known_items_ = args.Objects("known");
  for (Arguments& item : read.known_items_) {
    read.known_.push_back({.first_line = static_cast<size_t>(item.Count("firstLine", 1, 1)),
                           .hashes = item.Text("hashes")});
    if (auto whole = item.Finish(); !whole) return std::unexpected(whole.error());
  }
  Result<LineHash> hash = LineHashFromName(args.Text("hash", "md5"));
  if (!hash) return std::unexpected(hash.error());
  read.hash_ = *hash;
  read.version_ = args.Text("version", "");
  return read;
}

}  // namespace nacre::bridge
