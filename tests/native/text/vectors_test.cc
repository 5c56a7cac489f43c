#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "base/utf8.h"
#include "text/edit.h"
#include "text/hashline.h"
#include "text/render.h"

// Replays the reference's vectors that the text layer answers. A vector gives what it says, or what
// deviations/text.json says instead.

namespace nacre {
namespace {

// Reads that fail before any text is there: paths, missing files, directories.
const std::set<std::string> kNotAboutText = {"state-read-016", "state-read-020", "state-read-021",
                                             "local-read-018", "local-read-020", "local-read-022"};

Json ReadJson(const std::string& name) {
  std::ifstream file(std::string(NACRE_FIXTURES) + "/parity/" + name, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return Json::parse(text, nullptr, false);
}

std::string DecodeBase64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (char c : text) {
    size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) continue;
    buffer = buffer << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xFF);
  }
  return bytes;
}

std::string Text(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

int64_t Number(const Json& object, const char* key, int64_t otherwise) {
  return object.contains(key) && object[key].is_number_integer() ? object[key].get<int64_t>()
                                                                 : otherwise;
}

bool Flag(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_boolean() && object[key].get<bool>();
}

// The file of a read vector, its name aside.
std::string FileOf(const Json& input, std::string* path) {
  if (input.contains("file_bytes_base64")) return DecodeBase64(Text(input, "file_bytes_base64"));
  if (Text(input, "file") == "205000 \"x\", no newline") return std::string(205'000, 'x');
  auto file = input["files"].begin();
  *path = file.key();
  std::string content = file.value().is_string() ? file.value().get<std::string>() : "";
  if (content.starts_with("base64:")) return DecodeBase64(content.substr(7));
  if (!content.starts_with("1,000,001 lines")) return content;
  content.clear();
  for (int i = 0; i <= 1'000'000; ++i) content += (i == 0 ? "L" : "\nL") + std::to_string(i);
  return content;
}

PageRequest Range(const Json& input) {
  PageRequest request{.offset = Number(input, "offset", 0), .limit = Number(input, "limit", 2000)};
  request.explicit_range = request.offset != 0 || request.limit != 2000;
  return request;
}

template <typename T>
Json PageAnswer(const Result<T>& page) {
  return {{"text", page ? page->text : "Error: " + page.error().message}};
}

Json Answer(const Json& vector) {
  const Json& input = vector["input"];
  std::string op = Text(vector, "op");
  if (op == "line_hash") {
    std::array<char, 2> digits = HashOfLine(Text(input, "line"), LineHash::kMd5);
    return {{"hash", std::string(digits.data(), digits.size())}};
  }
  if (op == "format") {
    return PageAnswer(RenderHashlines("/f", Text(input, "content"), Range(input), LineHash::kMd5));
  }
  if (op == "read") {
    std::string path = "/f";
    std::string content = FileOf(input, &path);
    return PageAnswer(RenderNumbered(path, content, Range(input)));
  }
  std::string content = Text(input, "content");
  if (op == "replace_in_content") {
    std::string from = Text(input, "old_string");
    std::string to = Text(input, "new_string");
    Result<EditResult> result = ReplaceText("/f", content, {from, to, Flag(input, "replace_all")});
    if (!result) return {{"error", result.error().message}};
    return {{"content", result->content}, {"occurrences", result->occurrences}};
  }
  std::string start_hash = Text(input, "start_hash");
  std::string end_hash = Text(input, "end_hash");
  std::string added = Text(input, "new_content");
  LineEdit edit{.start_line = Number(input, "start_line", 0),
                .start_hash = start_hash,
                .new_content = added,
                .insert_after = Flag(input, "insert_after")};
  if (input.contains("end_line")) edit.end_line = Number(input, "end_line", 0);
  if (input.contains("end_hash")) edit.end_hash = end_hash;
  Result<LineEditResult> result = EditLines("/f", content, {&edit, 1}, {});
  if (!result) return {{"content", content}, {"error", result.error().message}, {"summary", ""}};
  return {{"content", result->content}, {"error", nullptr}, {"summary", result->summary}};
}

// "text" as its length and end, where the vector tells only those.
Json Reduce(const Json& answer, const Json& expected) {
  if (!expected.contains("suffix")) return answer;
  std::string text = Text(answer, "text");
  std::string suffix = Text(expected, "suffix");
  return {{"length", CountCodePoints(text)},
          {"suffix", text.substr(text.size() - std::min(text.size(), suffix.size()))}};
}

TEST(VectorsTest, EveryVectorOfTheTextLayerHolds) {
  Json vectors = ReadJson("core-vectors.json");
  Json deviations = ReadJson("deviations/text.json");
  ASSERT_TRUE(vectors.is_object() && deviations.is_object());
  const std::set<std::string> areas = {"edit", "hashline", "state-read", "local-read"};
  std::map<std::string, size_t> counts;
  std::set<std::string> seen;
  for (const Json& vector : vectors["vectors"]) {
    std::string id = Text(vector, "id");
    if (!areas.contains(Text(vector, "area")) || kNotAboutText.contains(id)) continue;
    SCOPED_TRACE(id);
    ++counts[Text(vector, "area")];
    seen.insert(id);
    bool deviates = deviations.contains(id);
    const Json& expected = deviates ? deviations[id]["expected"] : vector["expected"];
    EXPECT_EQ(Reduce(Answer(vector), expected), expected);
    if (deviates) {
      EXPECT_NE(expected, vector["expected"]);
    }
  }
  for (const auto& [id, deviation] : deviations.items()) {
    EXPECT_TRUE(seen.contains(id)) << id << " is no vector of this layer";
    EXPECT_TRUE(Text(deviation, "decision").starts_with("D")) << id;
  }
  EXPECT_EQ(counts["edit"], 15u);
  EXPECT_EQ(counts["hashline"], 49u);
  EXPECT_EQ(counts["state-read"], 12u);
  EXPECT_EQ(counts["local-read"], 10u);
}

}  // namespace
}  // namespace nacre
