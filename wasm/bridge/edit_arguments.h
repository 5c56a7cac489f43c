#ifndef NACRE_WASM_BRIDGE_EDIT_ARGUMENTS_H_
#define NACRE_WASM_BRIDGE_EDIT_ARGUMENTS_H_

#include <string_view>
#include <vector>

#include "bridge/arguments.h"
#include "text/edit.h"
#include "text/hashline.h"

/// Edits as arguments of a call. What is read points into the arguments it is read from.
namespace nacre::bridge {

/// {oldString, newString, replaceAll?, tolerant?}, or {edits: [such an object, ...]}.
class TextEdits {
 public:
  static Result<TextEdits> Read(Arguments& args);

  std::span<const TextEdit> edits() const { return edits_; }

 private:
  std::vector<Arguments> items_;  ///< Owns the text of a list.
  std::vector<TextEdit> edits_;
};

/// {edits: [{startLine, startHash, newContent, endLine?, endHash?, insertAfter?}, ...], hash?,
/// version?, known?: [{firstLine, hashes}, ...]}.
class LineEdits {
 public:
  static Result<LineEdits> Read(Arguments& args);

  std::span<const LineEdit> edits() const { return edits_; }
  LineEditOptions options() const { return {.hash = hash_, .version = version_, .known = known_}; }

 private:
  std::vector<Arguments> items_;
  std::vector<Arguments> known_items_;
  std::vector<LineEdit> edits_;
  std::vector<KnownLines> known_;
  LineHash hash_ = LineHash::kMd5;
  std::string_view version_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_EDIT_ARGUMENTS_H_
