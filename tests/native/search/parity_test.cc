// Runs the vectors of the areas state-glob and state-grep. A vector whose answer is deliberately
// different stands in deviations/search.json with the decision and the new expectation.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/path.h"
#include "fixture.h"
#include "search/glob.h"
#include "search/grep.h"

namespace nacre {
namespace {

std::string NormalizedPath(const Json& input) {
  return input.contains("path") ? *NormalizePath(input["path"].get<std::string>()) : "/";
}

Json AnswerGlob(const Json& input) {
  const std::string base = NormalizedPath(input);
  const Result<Glob> glob = Glob::Compile(input["pattern"].get<std::string>());
  if (!glob) return Json{{"error", "Error: " + glob.error().message}};
  Json paths = Json::array();
  for (const Json& file : input["files"]) {
    const auto path = file.get<std::string>();
    if (IsWithin(path, base) && glob->Matches(RelativeTo(path, base))) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  return Json{{"paths", paths}};
}

Json MatchesOf(const GrepResult& result) {
  Json matches = Json::array();
  size_t at = 0;
  for (size_t i = 0; i < result.files.size(); ++i) {
    const size_t end =
        i + 1 < result.files.size() ? result.files[i + 1].first_row : result.lines.size();
    for (size_t row = result.files[i].first_row; row < end; ++row) {
      const size_t feed = result.text.find('\n', at);
      matches.push_back(Json{{"path", result.files[i].path},
                             {"line_number", result.lines[row]},
                             {"line", result.text.substr(at, feed - at)}});
      at = feed + 1;
    }
  }
  return matches;
}

Json AnswerGrep(const Json& input) {
  GrepOptions options;
  options.pattern = input["pattern"].get<std::string>();
  options.root = NormalizedPath(input);
  if (input.contains("glob") && input["glob"].is_string())
    options.glob = input["glob"].get<std::string>();
  options.ignore_hidden = input.value("ignore_hidden", true);
  const Result<GrepQuery> query = GrepQuery::Compile(options);
  if (!query) return Json{{"error", "Error: " + query.error().message}};
  GrepResult result;
  const auto files = input["files"].get<std::map<std::string, std::string>>();
  for (const auto& [path, text] : files) {
    if (!IsWithin(path, options.root)) continue;
    const std::string_view relative = RelativeTo(path, options.root);
    if (!relative.empty() && !query->Selects(relative)) continue;
    query->SearchFile(path, text, TextHint::kText, result);
  }
  return Json{{"matches", MatchesOf(result)}};
}

void Replay(const char* area, Json (*answer)(const Json&)) {
  const Json vectors = LoadFixture("parity/core-vectors.json")["vectors"];
  const Json deviations = LoadFixture("parity/deviations/search.json");
  ASSERT_TRUE(deviations.is_object());
  int replayed = 0;
  for (const Json& vector : vectors) {
    if (vector["area"] != area) continue;
    const auto id = vector["id"].get<std::string>();
    const Json& expected =
        deviations.contains(id) ? deviations[id]["expected"] : vector["expected"];
    EXPECT_EQ(answer(vector["input"]).dump(), expected.dump()) << id;
    ++replayed;
  }
  EXPECT_GT(replayed, 0);
}

TEST(SearchParityTest, Glob) { Replay("state-glob", AnswerGlob); }

TEST(SearchParityTest, Grep) { Replay("state-grep", AnswerGrep); }

}  // namespace
}  // namespace nacre
