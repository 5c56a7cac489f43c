#include "console/tool_text.h"

#include "base/format.h"

namespace nacre {

std::string RenderDescription(const ToolText& text, Profile profile) {
  std::string body(text.summary);
  auto append = [&body](std::string_view paragraph) {
    if (!paragraph.empty()) body.append("\n\n").append(paragraph);
  };
  append(text.usage);
  if (profile == Profile::kCoding) append(text.coding);
  if (text.returns.empty()) return body;
  return Format("<summary>{}</summary>\n<returns>\n<description>{}</description>\n</returns>", body,
                text.returns);
}

}  // namespace nacre
