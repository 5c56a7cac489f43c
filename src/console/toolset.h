#ifndef NACRE_CONSOLE_TOOLSET_H_
#define NACRE_CONSOLE_TOOLSET_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/status.h"
#include "console/options.h"
#include "operation/operation.h"

namespace nacre {

struct ConsoleState;

/// What is known about one call beyond its arguments.
struct CallOptions {
  std::string tool_call_id = {};  ///< The model's id of the call, handed on with "ask" effects.
  bool approved = false;  ///< A person has already approved this call; deny rules still hold.
};

/// The tools a model calls to work on a backend: their list, and the way from a call to its answer.
///
/// A call is an `Operation` that does no I/O; its host performs these effects and steps it on with
/// the answer.
///
/// "backend": {"method", "args": {...}}, for text or bytes to write also a payload. The answer is
/// {"ok": <result>} or {"error": {"code", "message", "path"?}}. Methods, arguments and results:
///   - read {path, offset, limit, format: "numbered"} -> {path, totalLines, startLine, endLine,
///   nextOffset?, truncated,
///     version?}, the rendered text as payload.
///   - readBytes {path, offset?, length?} -> {path, size}, the bytes as payload. `size` is the
///   whole file's.
///   - write {path, ifVersion?} + payload -> {path, created, size, version?}. `ifVersion`: the
///   write fails with "stale"
///     unless the file has that version (XXH3-128 of its bytes, 32 hex digits).
///   - edit {path, oldString, newString, replaceAll, dryRun, ifVersion?} or {path, edits:
///   [{oldString, newString,
///     replaceAll}], dryRun, ifVersion?} -> {path, occurrences, diff, version?}. Atomic; a backend
///     that does not know `ifVersion` ignores it.
///   - glob {pattern, path, limit} -> {matches: [{path, ...}], truncated, skipped?: [{path,
///   reason}]}
///   - grep {pattern, path, glob?, ignoreHidden, ignoreVendored, ignoreCase, fixedString,
///   multiline, before, after,
///     maxMatches, output: "content"|"files"|"count"} -> {matches: [{path, line, text, before?,
///     after?}], files?:
///     [{path, count}], matchCount, truncated, skipped: [{path, reason}], filesSearched}. The bound
///     counts matches for "content", files otherwise.
///   - ls {path} -> {path, entries: [{path, name, isDir, size}], skipped?: [{path, reason}]}
///   - execute {command, timeoutMs: number|null} -> {output, exitCode: number|null, truncated}; the
///   output may come as
///     the payload instead. Streaming it meanwhile is the host's business.
///   - background.start {command} -> {shellId, pid}
///   - background.output {shellId} -> {shellId, stdout, stderr, running, exitCode}
///   - background.kill {shellId} -> {killed}
///   - background.list {} -> {shells: [{shellId, command, pid, running, exitCode}]}
///
/// "ask": {"tool", "toolCallId"?, "operation", "target", "reason", "rule"?: {"pattern", "action",
/// "description"}}. The answer is {"answer": "allow" | "allow_session" | "deny", "reason"?};
/// anything else denies. At most one a call, and only with `hasAskCallback`.
///
/// "image": {"mediaType", "width", "height", "maxEdge"} + the file's bytes. The answer is
/// {"mediaType", "resized": bool}, with the shrunk image as payload when resized. Only for images
/// whose longer edge is over `maxEdge` and whose media type the host's codec declared.
///
/// "done": {"content": [{"type": "text", "text"} | {"type": "image" | "file", "mediaType",
/// "filename"}...], "isError": bool, "code"?: string, "metadata": {...}}. A part other than text is
/// the payload; there is at most one. `code` is a `CodeName`, on errors only. The text of an error
/// starts with "Error: ".
///
/// Calls may overlap. Edits are atomic in the backend and refused when the file is not what the
/// model last saw. hashline edits read the bytes, apply the edits here and write back with
/// `ifVersion`, so that they are the same on every backend.
class Toolset {
 public:
  explicit Toolset(ToolsetOptions options);
  ~Toolset();
  Toolset(Toolset&&) noexcept;
  Toolset& operator=(Toolset&&) noexcept;

  /// The registered tools in their order: [{"name", "description", "inputSchema", "needsApproval",
  /// "operation", "annotations": {"readOnly", "destructive", "idempotent", "openWorld"}}]. Denied
  /// tools and those that the backend can't serve are absent.
  Json Tools() const;

  /// The system prompt that introduces exactly the registered tools; ends in a newline.
  std::string Instructions() const;

  /// Starts a call. Never fails by itself: an unknown tool, bad arguments and refusals are answers.
  /// The operation may outlive the toolset.
  std::unique_ptr<Operation> StartCall(std::string_view name, std::string_view arguments_json,
                                       CallOptions options = {});

  /// What the rules say to a call, without starting it: {"decision": "allow" | "ask" | "deny",
  /// "operation", "target", "reason"?, "rule"?}. A tool of ours that is not registered is denied;
  /// one that is not ours is allowed, without an "operation". Arguments that do not fit are judged
  /// by their path or command; without those they are allowed, with an empty "target", and the call
  /// itself answers them. For frameworks that ask for approval themselves.
  Json Review(std::string_view name, std::string_view arguments_json) const;

  /// The names among `names` that the rules leave to the model; unknown ones are kept.
  std::vector<std::string> PrepareTools(const std::vector<std::string>& names) const;

  const ToolsetOptions& options() const;

 private:
  std::shared_ptr<ConsoleState> state_;
};

}  // namespace nacre

#endif  // NACRE_CONSOLE_TOOLSET_H_
