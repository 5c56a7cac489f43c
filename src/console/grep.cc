#include <algorithm>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/grep_findings.h"
#include "console/search_notes.h"
#include "console/tools.h"

namespace nacre {
namespace {

GrepMode ModeOf(const Json& args) {
  std::string_view mode = StringField(args, "output_mode");
  if (mode == "content") return GrepMode::kContent;
  return mode == "count" ? GrepMode::kCount : GrepMode::kFiles;
}

std::string_view OutputOf(GrepMode mode) {
  switch (mode) {
    case GrepMode::kContent:
      return "content";
    case GrepMode::kFiles:
      return "files";
    case GrepMode::kCount:
      return "count";
  }
  return "content";
}

Json BackendArguments(const Call& call, GrepMode mode) {
  bool content = mode == GrepMode::kContent;
  Json args = Json{{"pattern", StringField(call.args, "pattern")},
                   {"path", call.path},
                   {"ignoreHidden", BoolField(call.args, "ignore_hidden")},
                   {"ignoreVendored", BoolField(call.args, "ignore_vendored")},
                   {"ignoreCase", BoolField(call.args, "ignore_case")},
                   {"fixedString", BoolField(call.args, "fixed_string")},
                   {"multiline", BoolField(call.args, "multiline")},
                   {"before", content ? IntegerField(call.args, "before").value_or(0) : 0},
                   {"after", content ? IntegerField(call.args, "after").value_or(0) : 0},
                   {"output", OutputOf(mode)}};
  std::string_view glob = StringField(call.args, "glob_pattern");
  if (!glob.empty()) args["glob"] = glob;
  return args;
}

size_t WantedOf(const Json& args, GrepMode mode) {
  size_t wanted =
      mode == GrepMode::kContent ? limits::kToolGrepMatches : limits::kToolGrepMatchesMost;
  if (std::optional<int64_t> most = IntegerField(args, "max_matches")) {
    wanted = static_cast<size_t>(*most);
  }
  return wanted;
}

// Asks again with a higher bound while hidden files take the place of others, so that the answer
// does not depend on what is hidden.
Task<Result<GrepFindings>> Search(const Call& call, GrepMode mode) {
  const PermissionChecker* checker = call.state->checker ? &*call.state->checker : nullptr;
  size_t wanted = WantedOf(call.args, mode);
  for (size_t bound = wanted;; bound = std::min(bound * kBoundGrowth, limits::kGrepMatches)) {
    Json args = BackendArguments(call, mode);
    args["maxMatches"] = bound;
    Result<Message> grepped = co_await CallBackend(*call.host, "grep", std::move(args));
    if (!grepped) co_return std::unexpected(std::move(grepped.error()));
    GrepFindings findings = SiftGrep(grepped->value, mode, checker);
    bool enough = !findings.truncated || !findings.hidden || findings.size() > wanted;
    if (!enough && bound < limits::kGrepMatches) continue;
    CutFindings(findings, wanted);
    co_return findings;
  }
}

}  // namespace

Task<ToolAnswer> RunGrep(Call& call) {
  GrepMode mode = ModeOf(call.args);
  Result<GrepFindings> findings = co_await Search(call, mode);
  if (!findings) co_return ErrorAnswer(findings.error());
  ToolAnswer answer;
  answer.text = RenderGrep(
      *findings, mode, Abbreviate(StringField(call.args, "pattern"), limits::kMessageQuoteChars));
  if (findings->size() == 0) {
    answer.text +=
        HiddenByRulesNote(*call.state, {PermissionOperation::kGrep, PermissionOperation::kRead});
  }
  answer.metadata = Json{{"path", call.path},
                         {"matchCount", findings->match_count},
                         {"truncated", findings->truncated},
                         {"skipped", SkipsJson(findings->skipped)}};
  if (findings->files_searched && !findings->truncated) {
    answer.metadata["filesSearched"] = *findings->files_searched;
  }
  co_return answer;
}

}  // namespace nacre
