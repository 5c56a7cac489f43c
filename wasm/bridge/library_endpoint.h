#ifndef NACRE_WASM_BRIDGE_LIBRARY_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_LIBRARY_ENDPOINT_H_

#include <string_view>

#include "bridge/endpoint.h"

namespace nacre::bridge {

/// The functions that need no state, and the way to everything that does.
class LibraryEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kLibrary;

  LibraryEndpoint();

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  /// -> the version of the core
  Result<Reply> Version(Arguments& args, std::string_view payload);
  /// {kind: "store" | "checker" | "toolset", options?} -> such an endpoint
  Result<Reply> Open(Arguments& args, std::string_view payload);

  // library_text.cc: texts that are in no store.

  /// {hash?} + a line -> {hash}
  Result<Reply> HashlineHash(Arguments& args, std::string_view line);
  /// {offset?, limit?, hash?} + a text -> the page + its text
  Result<Reply> HashlineFormat(Arguments& args, std::string_view text);
  /// {edits, hash?, version?, known?, path?} + a text -> {summary, occurrences, diff} + the new
  /// text
  Result<Reply> HashlineApply(Arguments& args, std::string_view text);
  /// {oldString, newString, replaceAll?, tolerant?} or {edits}, {path?} + a text -> {occurrences,
  /// diff, tolerant?} + the new text
  Result<Reply> TextEdit(Arguments& args, std::string_view text);
  /// {offset?, limit?, path?} + a text -> the page + its text, as `cat -n` numbers it
  Result<Reply> TextRender(Arguments& args, std::string_view text);
  /// + bytes -> {version}
  Result<Reply> TextVersion(Arguments& args, std::string_view bytes);

  // library_rules.cc

  /// {path} -> {path}
  Result<Reply> PathNormalize(Arguments& args, std::string_view payload);
  /// {pattern, paths, dot?} -> {matches: [path, ...]}
  Result<Reply> GlobMatch(Arguments& args, std::string_view payload);
  /// {command} -> {commands: [...], unparsable, problem?}
  Result<Reply> CommandSplit(Arguments& args, std::string_view payload);
  /// {ruleset: object or preset name} -> the ruleset, every operation named
  Result<Reply> RulesetRead(Arguments& args, std::string_view payload);
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_LIBRARY_ENDPOINT_H_
