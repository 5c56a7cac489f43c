#ifndef NACRE_CONSOLE_OPTIONS_H_
#define NACRE_CONSOLE_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "base/status.h"
#include "console/tool_text.h"
#include "permissions/checker.h"
#include "permissions/ruleset.h"
#include "text/hashline.h"

namespace nacre {

/// How the model edits files: by quoting text, or by line number and line hash.
enum class EditFormat { kStrReplace, kHashline };

/// What the backend behind a toolset can do beyond files, as its host declares it.
struct Capabilities {
  bool execute = false;
  bool background = false;
  std::vector<std::string> images;  ///< Media types that the host's image codec can shrink.
};

/// How a toolset is made. As JSON the fields are camelCase and all optional:
///
///     {"includeExecute": true, "includeBackground": true, "requireWriteApproval": false,
///      "requireExecuteApproval": true, "defaultIgnoreHidden": true,
///      "permissions": {...ruleset} | "DEFAULT" | "PERMISSIVE" | "READONLY" | "STRICT" | null,
///      "askFallback": "error" | "deny", "hasAskCallback": false,
///      "imageSupport": false, "maxImageBytes": 52428800,
///      "documentSupport": false, "maxDocumentBytes": 52428800,
///      "editFormat": "str_replace" | "hashline", "hash": "md5" | "xxh3",
///      "descriptions": {"ls": "..." | {"description": "...", "args": {"path": "..."}}},
///      "profile": "coding" | "agent", "readOnly": false,
///      "capabilities": {"execute": false, "background": false, "images": ["image/png"]}}
///
/// `permissions` that is not named means DEFAULT; null means no rules, and then the two approval
/// flags decide what needs approval.
struct ToolsetOptions {
  bool include_execute = true;
  bool include_background = true;
  bool require_write_approval = false;           ///< Looked at only without a ruleset.
  bool require_execute_approval = true;          ///< Looked at only without a ruleset.
  bool default_ignore_hidden = true;             ///< The default of grep's `ignore_hidden`.
  std::optional<PermissionRuleset> permissions;  ///< None: no rules. Unnamed in JSON: DEFAULT.
  AskFallback ask_fallback = AskFallback::kError;
  bool has_ask_callback = false;  ///< The host answers "ask" effects.
  bool image_support = false;
  uint64_t max_image_bytes = limits::kBinaryPartBytes;
  bool document_support = false;
  uint64_t max_document_bytes = limits::kBinaryPartBytes;
  EditFormat edit_format = EditFormat::kStrReplace;
  LineHash hash = LineHash::kMd5;
  std::map<std::string, DescriptionOverride, std::less<>> descriptions;  ///< By tool name.
  Profile profile = Profile::kCoding;
  bool read_only = false;  ///< Registers `ls`, `read_file`, `glob` and `grep` only.
  Capabilities capabilities;
};

/// Reads options from JSON (an object, or null for all defaults). Fails with `kInvalidArgument`,
/// naming the field, the value and what is allowed; unknown fields are refused.
Result<ToolsetOptions> ParseToolsetOptions(const Json& json);

}  // namespace nacre

#endif  // NACRE_CONSOLE_OPTIONS_H_
