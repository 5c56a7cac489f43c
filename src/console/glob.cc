#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/phrases.h"
#include "console/search_notes.h"
#include "console/skips.h"
#include "console/tools.h"

namespace nacre {
namespace {

// The paths found that the rules let be seen, and whether there may be more.
struct FoundPaths {
  std::vector<std::string> paths;
  std::vector<Skip> skipped;
  bool truncated = false;
};

// Asks again with a higher bound while hidden paths take the place of others, so that the answer
// does not depend on what is hidden.
Task<Result<FoundPaths>> FindPaths(const Call& call) {
  const std::optional<PermissionChecker>& checker = call.state->checker;
  for (size_t bound = limits::kToolGlobMatches;; bound = bound * kBoundGrowth) {
    Result<Message> globbed = co_await CallBackend(
        *call.host, "glob",
        Json{
            {"pattern", StringField(call.args, "pattern")}, {"path", call.path}, {"limit", bound}});
    if (!globbed) co_return std::unexpected(std::move(globbed.error()));
    auto hides = [&](std::string_view path) {
      return checker && checker->HidesFromListing(PermissionOperation::kGlob, path);
    };
    FoundPaths found{.paths = {},
                     .skipped = ReadSkips(globbed->value, hides),
                     .truncated = BoolField(globbed->value, "truncated")};
    bool hidden = false;
    for (const Json& match : ArrayField(globbed->value, "matches")) {
      std::string_view path = StringField(match, "path");
      if (hides(path)) {
        hidden = true;
      } else {
        found.paths.emplace_back(path);
      }
    }
    bool enough = !found.truncated || !hidden || found.paths.size() > limits::kToolGlobMatches;
    if (!enough && bound < limits::kDefaultStoreFiles) continue;
    if (found.paths.size() > limits::kToolGlobMatches) {
      found.paths.resize(limits::kToolGlobMatches);
      found.truncated = true;
    }
    co_return found;
  }
}

}  // namespace

Task<ToolAnswer> RunGlob(Call& call) {
  std::string pattern = Abbreviate(StringField(call.args, "pattern"), limits::kMessageQuoteChars);
  std::string path = ShownPath(StringField(call.args, "path"));
  Result<FoundPaths> found = co_await FindPaths(call);
  if (!found) co_return ErrorAnswer(found.error());
  size_t count = found->paths.size();
  ToolAnswer answer;
  answer.metadata =
      Json{{"path", call.path}, {"matchCount", count}, {"truncated", found->truncated}};
  std::string skipped = TellSkips(found->skipped, answer);
  if (count == 0) {
    answer.text = Format("No files matching '{}' in {}{}", pattern, path, skipped);
    answer.text += HiddenByRulesNote(*call.state, {PermissionOperation::kGlob});
    co_return answer;
  }
  answer.text = Format("Found {}{} matching '{}':", found->truncated ? "more than " : "",
                       Counted(count, "file"), pattern);
  for (size_t i = 0; i < std::min(count, limits::kGlobRows); ++i) {
    answer.text += "\n  " + ShownPath(found->paths[i]);
  }
  if (count > limits::kGlobRows) {
    answer.text += Format("\n  ... and {} more\n(narrow `pattern` or `path` to see the rest)",
                          count - limits::kGlobRows);
  }
  answer.text += skipped;
  co_return answer;
}

}  // namespace nacre
