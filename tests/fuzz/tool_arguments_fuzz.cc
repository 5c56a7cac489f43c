// A model's tool call with arbitrary arguments: the first byte picks the tool and the toolset, the
// rest is the JSON text of the arguments. Every call must end, within a few effects, in a
// well-formed answer.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "console/spec.h"
#include "console/toolset.h"

namespace nacre {
namespace {

constexpr char kFile[] = "one\ntwo\nthree\n";

Toolset MakeToolset(const Json& options) {
  Result<ToolsetOptions> parsed = ParseToolsetOptions(options);
  if (!parsed) std::abort();
  return Toolset(*std::move(parsed));
}

Toolset& ToolsetFor(uint8_t choice) {
  static const Json kCapabilities = {{"execute", true}, {"background", true}};
  static Toolset toolsets[] = {
      MakeToolset({{"capabilities", kCapabilities},
                   {"permissions", nullptr},
                   {"requireExecuteApproval", false}}),
      MakeToolset(
          {{"capabilities", kCapabilities}, {"permissions", "PERMISSIVE"}, {"imageSupport", true}}),
      MakeToolset({{"capabilities", kCapabilities},
                   {"permissions", "STRICT"},
                   {"hasAskCallback", true},
                   {"editFormat", "hashline"}}),
  };
  return toolsets[choice % std::size(toolsets)];
}

Message AnswerTo(const Effect& effect) {
  if (effect.kind == "ask") return {Json{{"answer", "allow"}}, {}};
  Json result = {{"path", "/a.txt"},
                 {"matches", {{{"path", "/a.txt"}, {"line", 1}, {"text", "one"}}}},
                 {"truncated", false}};
  return {Json{{"ok", std::move(result)}}, kFile};
}

void CheckAnswer(const Json& answer) {
  bool well_formed = answer["content"].is_array() && answer["content"][0]["text"].is_string() &&
                     answer["isError"].is_boolean() && answer["metadata"].is_object() &&
                     IsValidUtf8(DumpJson(answer));
  if (!well_formed) std::abort();
}

}  // namespace
}  // namespace nacre

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view arguments(reinterpret_cast<const char*>(data) + 1, size - 1);
  nacre::Toolset& toolset = nacre::ToolsetFor(data[0] / 16);
  std::string_view name = nacre::AllTools()[data[0] % nacre::AllTools().size()].name;
  toolset.Review(name, arguments);
  auto operation = toolset.StartCall(name, arguments);
  nacre::Effect effect = operation->Step({});
  for (int steps = 0; effect.kind != nacre::Operation::kDone; ++steps) {
    if (steps > 20) std::abort();
    effect = operation->Step(nacre::AnswerTo(effect));
  }
  nacre::CheckAnswer(effect.request.value);
  return 0;
}
