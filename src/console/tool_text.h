#ifndef NACRE_CONSOLE_TOOL_TEXT_H_
#define NACRE_CONSOLE_TOOL_TEXT_H_

#include <map>
#include <string>
#include <string_view>

namespace nacre {

/// Whom the descriptions speak to: a coding agent reads the advice on code too.
enum class Profile { kCoding, kAgent };

/// What a model is told about one tool.
struct ToolText {
  std::string_view summary = {};
  std::string_view usage = {};
  std::string_view coding = {};   ///< Only for `Profile::kCoding`; may be empty.
  std::string_view returns = {};  ///< What an answer looks like; may be empty.
};

/// A caller's own words for one tool, in place of ours.
struct DescriptionOverride {
  std::string description;                               ///< Empty keeps ours.
  std::map<std::string, std::string, std::less<>> args;  ///< By argument name; others keep ours.
};

/// The description sent to the model: summary, usage and (for coding) coding, joined by blank
/// lines; wrapped in
/// `<summary>` and followed by `<returns>` when `returns` is set.
std::string RenderDescription(const ToolText& text, Profile profile);

}  // namespace nacre

#endif  // NACRE_CONSOLE_TOOL_TEXT_H_
