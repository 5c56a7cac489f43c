#include "bridge/library_endpoint.h"

#include <gtest/gtest.h>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

TEST(LibraryEndpoint, OpensEachKind) {
  LibraryEndpoint library;
  for (auto [args, kind] :
       {std::pair(R"({"kind":"store"})", EndpointKind::kStore),
        std::pair(R"({"kind":"checker","options":{"ruleset":"DEFAULT"}})", EndpointKind::kChecker),
        std::pair(R"({"kind":"toolset"})", EndpointKind::kToolset)}) {
    auto made = Made(library, "open", args);
    ASSERT_NE(made, nullptr) << args;
    EXPECT_EQ(made->kind(), kind);
  }
  EXPECT_EQ(ErrorCode(library, "open", R"({"kind":"batch"})"), "invalid_argument");
}

TEST(LibraryEndpoint, EditsTextsThatAreInNoStore) {
  LibraryEndpoint library;
  Reply edited = library.Call("text.edit", R"({"oldString":"b","newString":"B"})", "a\nb\n");
  EXPECT_EQ(edited.payload.bytes(), "a\nB\n");
  EXPECT_EQ(Parsed(edited)["occurrences"], 1);

  Reply page = library.Call("hashline.format", R"({"hash":"xxh3"})", "a\nb\n");
  std::string hash =
      Value(library, "hashline.hash", R"({"hash":"xxh3"})", "b")["hash"].get<std::string>();
  EXPECT_NE(page.payload.bytes().find("2:" + hash + "|b"), std::string_view::npos);
  Reply applied = library.Call(
      "hashline.apply",
      R"({"hash":"xxh3","edits":[{"startLine":2,"newContent":"2","startHash":")" + hash + "\"}]}",
      "a\nb\n");
  EXPECT_EQ(applied.payload.bytes(), "a\n2\n");
}

TEST(LibraryEndpoint, AnswersQuestionsAboutPathsAndRules) {
  LibraryEndpoint library;
  EXPECT_EQ(Value(library, "path.normalize", R"({"path":"a//./b"})")["path"], "/a/b");
  EXPECT_EQ(ErrorCode(library, "path.normalize", R"({"path":"../b"})"), "invalid_path");
  Json matches =
      Value(library, "glob.match", R"({"pattern":"**/*.ts","paths":["/a/b.ts","/c.js"]})");
  EXPECT_EQ(matches["matches"].dump(), R"(["/a/b.ts"])");
  Json split = Value(library, "command.split", R"({"command":"ls; rm -rf /"})");
  EXPECT_EQ(split["commands"][1]["text"], "rm -rf /");
  EXPECT_EQ(Value(library, "ruleset.read", R"({"ruleset":"readonly"})")["default"], "deny");
  EXPECT_EQ(ErrorCode(library, "ruleset.read", R"({"ruleset":"LAX"})"), "invalid_argument");
}

TEST(CheckerEndpoint, Decides) {
  LibraryEndpoint library;
  auto checker = Made(library, "open", R"({"kind":"checker","options":{"ruleset":"DEFAULT"}})");
  Json decision = Value(*checker, "check", R"({"operation":"read","target":"/app/.env"})");
  EXPECT_EQ(decision["action"], "deny");
  EXPECT_EQ(decision["rule"]["pattern"], "**/.env");
  EXPECT_FALSE(decision["reason"].get<std::string>().empty());
  EXPECT_EQ(Value(*checker, "check", R"({"operation":"read","target":"/a.ts"})")["action"],
            "allow");
  EXPECT_TRUE(Value(*checker, "denialReason", R"({"operation":"read","target":"/a.ts"})")["error"]
                  .is_null());
  EXPECT_EQ(ErrorCode(*checker, "denialReason", R"({"operation":"write","target":"/a.ts"})"),
            "approval_required");
  EXPECT_EQ(ErrorCode(*checker, "check", R"({"operation":"fly","target":"/"})"),
            "invalid_argument");
}

TEST(ToolsetEndpoint, RunsACallByEffects) {
  LibraryEndpoint library;
  auto toolset = Made(library, "open", R"({"kind":"toolset","options":{"permissions":null}})");
  ASSERT_NE(toolset, nullptr);
  auto operation = Made(*toolset, "call", R"({"name":"ls"})", R"({"path":"/"})");
  ASSERT_NE(operation, nullptr);
  Json effect = Value(*operation, "step", R"({"answer":null})");
  EXPECT_EQ(effect["kind"], "backend");
  EXPECT_EQ(effect["request"]["method"], "ls");
  Json done = Value(*operation, "step", R"({"answer":{"ok":{"path":"/","entries":[]}}})");
  EXPECT_EQ(done["kind"], "done") << done.dump();
  EXPECT_EQ(done["request"]["isError"], false);
}

}  // namespace
}  // namespace nacre::bridge
