// The reference's own cases for the console (core-vectors.json, areas console, gating, tooltext),
// with the deviations that the decisions make.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "base/path.h"
#include "console/fields.h"
#include "console/store_host.h"
#include "console/tool_text.h"

namespace nacre {
namespace {

Json ReadFixture(const std::string& name) {
  std::ifstream file(std::string(NACRE_FIXTURES) + "/parity/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return Json::parse(text.str(), nullptr, /*allow_exceptions=*/false);
}

std::string Text(const Json& object, std::string_view key) {
  return std::string(StringField(object, key));
}

std::string CamelCase(std::string_view name) {
  std::string camel;
  for (size_t i = 0; i < name.size(); ++i) {
    bool joint = name[i] == '_' && i + 1 < name.size();
    camel += joint ? static_cast<char>(name[++i] - 'a' + 'A') : name[i];
  }
  return camel;
}

// A scripted result with the reference's field names in ours.
Json Renamed(const Json& value) {
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& item : value) list.push_back(Renamed(item));
    return list;
  }
  if (!value.is_object()) return value;
  Json renamed = Json::object();
  for (const auto& member : value.items())
    renamed[CamelCase(member.key())] = Renamed(member.value());
  return renamed;
}

// Keys of a vector's input that are options of the toolset.
Json OptionsOf(const Json& input) {
  Json options = Json::object();
  for (const char* key : {"permissions", "edit_format", "include_background", "include_execute",
                          "require_write_approval", "require_execute_approval", "descriptions",
                          "ask_fallback", "image_support", "max_image_bytes"}) {
    if (const Json* field = FindField(input, key)) options[CamelCase(key)] = *field;
  }
  return options;
}

void FillStore(StoreHost& host, const Json& input) {
  for (const char* key : {"files", "files (insertion order)"}) {
    const Json* files = FindField(input, key);
    if (files == nullptr) continue;
    if (files->is_string()) {
      for (int i = 0; i < 60; ++i) {
        host.Put("/f0" + std::string(i < 10 ? "0" : "") + std::to_string(i) + ".txt",
                 "needle here");
      }
    } else if (files->is_array()) {
      for (const Json& path : *files) host.Put(*path.get_ptr<const std::string*>(), "");
    } else {
      for (const auto& file : files->items()) {
        host.Put(file.key(), *file.value().get_ptr<const std::string*>());
      }
    }
  }
  if (const Json* size = FindField(input, "bytes")) {
    host.Put(Text(input, "path"), std::string(static_cast<size_t>(*ToInteger(*size)), 'x'));
  }
}

// What the vector's backend answers where a store can't.
void ScriptBackend(StoreHost& host, const Json& input) {
  if (const Json* entries = FindField(input, "entries")) {
    host.AnswerMethod("ls", {{"entries", Renamed(*entries)}});
  }
  if (const Json* response = FindField(input, "response")) {
    host.AnswerMethod("execute", Renamed(*response));
  }
  if (const Json* handle = FindField(input, "handle")) {
    host.AnswerMethod("background.start", Renamed(*handle));
  }
  if (const Json* killed = FindField(input, "killed")) {
    host.AnswerMethod("background.kill", {{"killed", *killed}});
  }
  if (const Json* shells = FindField(input, "shells")) {
    host.AnswerMethod("background.list", {{"shells", Renamed(*shells)}});
  }
  if (FindField(input, "registry") != nullptr) {
    host.AnswerMethod("background.output",
                      {{"stdout", ""},
                       {"stderr", "No such background shell: " + Text(input, "shell_id")},
                       {"running", false},
                       {"exitCode", nullptr}});
  }
}

// Keys of a vector's input that are arguments of the tool.
Json ArgumentsOf(const Json& input) {
  Json arguments = Json::object();
  for (const char* key : {"path", "pattern", "output_mode", "content", "old_string", "new_string",
                          "offset", "start_line", "start_hash", "new_content", "shell_id"}) {
    const Json* field = FindField(input, key);
    if (field != nullptr && *field != "(omitted)") arguments[key] = *field;
  }
  return arguments;
}

Json CallTool(const Json& vector) {
  const Json& input = vector["input"];
  std::string tool = Text(vector, "op");
  Json options = OptionsOf(input);
  if (tool == "hashline_edit") options["editFormat"] = "hashline";
  if (FindField(input, "backend") != nullptr) options["capabilities"] = Json::object();
  if (tool == "any background tool") tool = "list_shells";
  StoreHost host;
  FillStore(host, input);
  ScriptBackend(host, input);
  Toolset toolset = MakeToolset(options);
  Json arguments = ArgumentsOf(input);
  if (tool == "execute" || tool == "run_in_background") arguments["command"] = "x";
  if (FindField(input, "sequence") != nullptr) {
    std::string name = vector["id"] == "console-034" ? "f.txt" : "/f.py";
    host.Put(name, "one\n");
    host.Run(toolset, "read_file", {{"path", name}});
    host.Put(name, "two one\n");
    arguments = {{"path", vector["id"] == "console-034" ? "./f.txt" : "/f.py"},
                 {"old_string", "one"},
                 {"new_string", "1"}};
  }
  std::string text = host.Run(toolset, tool, arguments).text;
  size_t first = text.find('\n');
  std::string first_line = text.substr(0, first);
  return Json{
      {"text", text},
      {"content", host.Get(Text(input, "path"))},
      {"first_line", first_line},
      {"last_line", text.substr(text.rfind('\n') + 1)},
      {"line_count", std::count(text.begin(), text.end(), '\n') + 1},
      {"second_line", first == std::string::npos
                          ? Json(nullptr)
                          : Json(text.substr(first + 1, text.find('\n', first + 1) - first - 1))}};
}

Json MakeTools(const Json& input) {
  Json options = Json{{"capabilities", {{"execute", true}, {"background", true}}}};
  options.update(OptionsOf(input));
  Result<ToolsetOptions> parsed = ParseToolsetOptions(options);
  if (!parsed) return Json{{"raises", "UserError"}, {"message", parsed.error().message}};
  Json actual = Json{{"tools", Json::array()}, {"requires_approval", Json::array()}};
  for (const Json& tool : Toolset(*parsed).Tools()) {
    actual["tools"].push_back(tool["name"]);
    if (tool["needsApproval"] == true) actual["requires_approval"].push_back(tool["name"]);
  }
  return actual;
}

Json PrepareTools(const Json& input) {
  std::vector<std::string> names;
  for (const Json& name : input["tool_defs"]) names.push_back(*name.get_ptr<const std::string*>());
  return Json{{"kept", MakeToolset(OptionsOf(input)).PrepareTools(names)}};
}

Json BeforeToolExecute(const Json& input) {
  Toolset toolset = MakeToolset(OptionsOf(input));
  Json review = toolset.Review(Text(input, "tool"), DumpJson(input["args"]));
  if (review["decision"] == "deny") return Json{{"raises", "PermissionDeniedError"}};
  Json actual = Json{{"returns", input["args"]}, {"asked", Json::array()}};
  if (review["decision"] == "ask") {
    actual["asked"].push_back(
        Json::array({review["operation"], review["target"], review["reason"]}));
  }
  return actual;
}

Json RenderText(const Json& input) {
  std::string coding = Text(input, "coding");
  std::string usage = Text(input, "usage");
  std::string summary = Text(input, "summary");
  std::string returns = Text(input, "returns");
  Profile profile =
      input.value("profile", "coding") == "agent" ? Profile::kAgent : Profile::kCoding;
  return Json{{"text", RenderDescription({summary, usage, coding, returns}, profile)}};
}

// A tool's own words for itself and an argument, where the reference renders a docstring.
Json DescribeArgument(const Json& input) {
  Json words = {{"description", input["summary"]}, {"args", input["args"]}};
  Json tool = MakeToolset({{"descriptions", {{"ls", words}}}}).Tools()[0];
  return Json{{"description", tool["description"]},
              {"path", tool["inputSchema"]["properties"]["path"]["description"]}};
}

Json Actual(const Json& vector) {
  std::string op = Text(vector, "op");
  const Json& input = vector["input"];
  if (op == "file_extension") return Json{{"extension", Extension(Text(input, "path"))}};
  if (op == "create_console_toolset") return MakeTools(input);
  if (op == "ConsoleCapability.prepare_tools") return PrepareTools(input);
  if (op == "ConsoleCapability.before_tool_execute") return BeforeToolExecute(input);
  if (op == "render") return RenderText(input);
  if (op == "docstring") return DescribeArgument(input);
  return CallTool(vector);
}

bool IsOurs(const Json& vector) {
  return vector["area"] == "console" || vector["area"] == "gating" || vector["area"] == "tooltext";
}

TEST(CoreVectors, ConsoleAnswersAsTheReferenceOrAsDecided) {
  Json deviations = ReadFixture("deviations/console.json");
  ASSERT_TRUE(deviations.is_object());
  Json vectors = ReadFixture("core-vectors.json");
  ASSERT_TRUE(vectors.is_object());
  size_t checked = 0;
  for (const Json& vector : vectors["vectors"]) {
    if (!IsOurs(vector)) continue;
    ++checked;
    std::string id = Text(vector, "id");
    const Json* deviation = FindField(deviations, id);
    const Json& expected = deviation != nullptr ? (*deviation)["expected"] : vector["expected"];
    Json actual = Actual(vector);
    bool reference_holds = true;
    for (const auto& member : expected.items()) {
      EXPECT_EQ(actual[member.key()], member.value()) << id;
    }
    for (const auto& member : vector["expected"].items()) {
      if (actual[member.key()] != member.value()) reference_holds = false;
    }
    EXPECT_TRUE(deviation == nullptr || !reference_holds) << id << " is no deviation";
    if (deviation != nullptr) EXPECT_TRUE(Text(*deviation, "decision").starts_with("D")) << id;
  }
  EXPECT_EQ(checked, 65u);
}

}  // namespace
}  // namespace nacre
