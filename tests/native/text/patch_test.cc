#include "text/patch.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace nacre {
namespace {

using Files = std::map<std::string, std::string, std::less<>>;

FileReader Reader(const Files& files) {
  return [&files](std::string_view path) -> Result<std::string> {
    auto found = files.find(path);
    if (found == files.end()) {
      return Fail(Code::kNotFound, "File '" + std::string(path) + "' not found", std::string(path));
    }
    return found->second;
  };
}

// The files after the patch, or the message of its failure under "error".
Files Patched(Files files, std::string_view patch, PatchOptions options = {}) {
  Result<std::vector<PatchedFile>> result = ApplyPatch(patch, Reader(files), options);
  if (!result) return {{"error", result.error().message}};
  for (const PatchedFile& file : *result) {
    if (file.action == PatchAction::kDelete || !file.move_to.empty()) files.erase(file.path);
    if (file.action != PatchAction::kDelete) {
      files[file.move_to.empty() ? file.path : file.move_to] = file.content;
    }
  }
  return files;
}

std::string V4a(std::string_view body) {
  return "*** Begin Patch\n" + std::string(body) + "*** End Patch\n";
}

TEST(PatchTest, V4aAddsUpdatesMovesAndDeletes) {
  Files before = {{"/a.py", "import os\n\ndef f():\n    return 1\n\ndef g():\n    return 1\n"},
                  {"/old.txt", "x\n"},
                  {"/gone", "bye\n"}};
  std::string patch =
      V4a("*** Add File: dir/new.txt\n+hello\n+\n+world\n"
          "*** Update File: a.py\n@@ def g():\n-    return 1\n+    return 2\n"
          "*** Update File: old.txt\n*** Move to: moved/new.txt\n@@\n-x\n+y\n"
          "*** Delete File: gone\n");
  Files after = {{"/a.py", "import os\n\ndef f():\n    return 1\n\ndef g():\n    return 2\n"},
                 {"/moved/new.txt", "y\n"},
                 {"/dir/new.txt", "hello\n\nworld\n"}};
  EXPECT_EQ(Patched(before, patch), after);
}

TEST(PatchTest, ReportsWhatItDidToEachFile) {
  Files files = {{"/a", "1\n2\n"}};
  auto result = ApplyPatch(V4a("*** Update File: a\n-1\n+one\n"), Reader(files)).value();
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(PatchActionName(result[0].action), "update");
  EXPECT_EQ(result[0].occurrences, 1u);
  EXPECT_EQ(result[0].diff, "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n");
  EXPECT_FALSE(result[0].tolerant);
}

TEST(PatchTest, V4aHunksMustBeUnambiguous) {
  Files files = {{"/a", "x\n1\nx\n1\nx\n"}};
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n-x\n+y\n"))["error"],
            "Hunk at patch line 3: its lines occur 3 times in '/a'; add lines of context or a line "
            "after '@@' that tells them apart");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n-x\n+y\n*** End of File\n"))["/a"],
            "x\n1\nx\n1\ny\n");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n@@ 1\n@@ x\n@@ 1\n-x\n+y\n"))["/a"],
            "x\n1\nx\n1\ny\n");
}

TEST(PatchTest, V4aInsertsAfterAnAnchorOrAtTheEnd) {
  Files files = {{"/a", "one\ntwo\n"}, {"/b", "one\ntwo"}, {"/empty", ""}};
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n@@ one\n+1.5\n"))["/a"], "one\n1.5\ntwo\n");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n+three\n"))["/a"], "one\ntwo\nthree\n");
  EXPECT_EQ(Patched(files, V4a("*** Update File: b\n+three\n"))["/b"], "one\ntwo\nthree");
  EXPECT_EQ(Patched(files, V4a("*** Update File: empty\n+x\n@@\n+y\n"))["/empty"], "x\ny\n");
}

TEST(PatchTest, SaysWhatDoesNotMatch) {
  Files files = {{"/a", "def f():\n\treturn 1\n"}};
  EXPECT_EQ(
      Patched(files, V4a("*** Update File: a\n def f():\n-    return 1\n+    return 2\n"))["error"],
      "Hunk at patch line 3: its lines are not in '/a'. Nearest is line 1, which differs only in "
      "indentation (tabs in the file, spaces in the text given): the file has '\\treturn 1' at "
      "line 2 where '    return 1' was given");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n@@ class X\n-a\n+b\n"))["error"],
            "Hunk at patch line 3: the line 'class X' given after '@@' is not in '/a'");
  EXPECT_EQ(
      Patched(
          files,
          V4a("*** Update File: a\n-\treturn 1\n+\treturn 2\n@@\n-def f():\n+def g():\n"))["error"],
      "Hunk at patch line 5: its lines are not in '/a' after the place reached so far; hunks go "
      "from the start of a file to its end");
}

TEST(PatchTest, TolerantOnlyWhenAsked) {
  Files files = {{"/a", "def f():\n\treturn 1\n"}};
  std::string patch = V4a("*** Update File: a\n def f():\n-    return 1\n+\treturn 2\n");
  EXPECT_TRUE(Patched(files, patch).contains("error"));
  auto result = ApplyPatch(patch, Reader(files), {.tolerant = true}).value();
  EXPECT_EQ(result[0].content, "def f():\n\treturn 2\n");
  EXPECT_TRUE(result[0].tolerant);
}

TEST(PatchTest, KeepsCrLf) {
  Files files = {{"/a", "one\r\ntwo\r\nthree"}};
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n one\n-two\n+2\n+2b\n"))["/a"],
            "one\r\n2\r\n2b\r\nthree");
  EXPECT_EQ(
      Patched(files,
              "*** Begin Patch\r\n*** Update File: a\r\n-two\r\n+2\r\n*** End Patch\r\n")["/a"],
      "one\r\n2\r\nthree");
}

struct BadPatch {
  std::string_view patch, message;
};

TEST(PatchTest, NamesTheBadLine) {
  const BadPatch kCases[] = {
      {"", "The patch is empty"},
      {"hello\n",
       "The patch is neither in the '*** Begin Patch' format nor a unified diff with '---' and "
       "'+++' "
       "lines"},
      {"*** Begin Patch\n", "Patch line 1: the patch ends without '*** End Patch'"},
      {"*** Begin Patch\n*** End Patch\n", "The patch changes no file"},
      {"*** Begin Patch\n*** Rename File: a\n*** End Patch\n",
       "Patch line 2: expected '*** Add File:', '*** Update File:', '*** Delete File:' and a path, "
       "or "
       "'*** End Patch', not '*** Rename File: a'"},
      {"*** Begin Patch\n*** Add File: n\nhello\n*** End Patch\n",
       "Patch line 3: each line of an added file starts with '+', not 'hello'"},
      {"*** Begin Patch\n*** Update File: a\nhello\n*** End Patch\n",
       "Patch line 3: expected a line that starts with ' ', '-', '+' or '@@', not 'hello'"},
      {"*** Begin Patch\n*** Update File: a\n*** End Patch\n",
       "Patch line 2: the update of '/a' changes nothing"},
      {"*** Begin Patch\n*** Delete File: a\n*** Delete File: ./a\n*** End Patch\n",
       "Patch line 3: '/a' is named twice; put all its changes in one place"},
      {"*** Begin Patch\n*** Delete File: a\n*** End Patch\nmore\n",
       "Patch line 4: nothing may follow '*** End Patch', but there is 'more'"},
      {"--- a/a\n+++ b/a\n@@ nonsense\n", "Patch line 1: the update of '/a' changes nothing"},
      {"--- a/a\n+++ b/a\n@@ -x +y @@\n",
       "Patch line 3: '@@ -x +y @@' is not a hunk header such as '@@ -1,3 +1,4 @@'"},
      {"--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n-1\n",
       "Patch line 4: the patch ends within the hunk at patch line 3"},
      {"--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n+3\n",
       "Patch line 6: the hunk at patch line 3 has more lines than its header says"},
      {"@@ -1 +1 @@\n-1\n+2\n", "Patch line 1: a hunk stands before any '---' and '+++' lines"},
      {"--- a/a\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n",
       "Patch line 1: the file is named 'a' and 'b'; a move needs 'rename from' and 'rename to' "
       "lines"},
      {"diff --git a/a b/a\nGIT binary patch\n", "Patch line 2: binary patches are not supported"},
      {"--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-1\n+2\n", ""},
  };
  for (const BadPatch& c : kCases) {
    std::string error = Patched({{"/a", "1\n"}}, c.patch)["error"];
    if (c.message.empty()) {
      EXPECT_TRUE(error.starts_with("Patch line 1: ")) << error;
    } else {
      EXPECT_EQ(error, c.message);
    }
  }
}

TEST(PatchTest, NothingIsOverwritten) {
  Files files = {{"/a", "1\n"}, {"/b", "2\n"}};
  EXPECT_EQ(Patched(files, V4a("*** Add File: a\n+x\n"))["error"], "File '/a' already exists");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n*** Move to: b\n-1\n+x\n"))["error"],
            "File '/b' already exists");
  EXPECT_EQ(Patched(files, V4a("*** Delete File: c\n"))["error"], "File '/c' not found");
  EXPECT_EQ(Patched(files, V4a("*** Delete File: a\n*** Update File: b\n-nope\n+x\n"))["error"],
            "Hunk at patch line 4: its lines are not in '/b'");
}

TEST(PatchTest, UnifiedFindsAHunkThatMoved) {
  Files files = {{"/a", "0\n0\n0\n1\n2\n3\n"}};
  EXPECT_EQ(Patched(files, "--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n")["/a"],
            "0\n0\n0\n1\ntwo\n3\n");
  // Where it says is where it goes, even if the lines occur elsewhere too.
  EXPECT_EQ(Patched(files, "--- a/a\n+++ b/a\n@@ -2 +2 @@\n-0\n+x\n")["/a"], "0\nx\n0\n1\n2\n3\n");
  EXPECT_EQ(
      Patched(files, "--- a/a\n+++ b/a\n@@ -9 +9 @@\n-0\n+x\n")["error"],
      "Hunk at patch line 3: its lines occur 3 times in '/a'; add lines of context or a line after "
      "'@@' that tells them apart");
}

TEST(PatchTest, UnifiedReadsGitHeaders) {
  Files files = {{"/a", "1\n"}, {"/d", "bye\n"}, {"/e", ""}};
  std::string patch =
      "From 0123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n\n---\n a | 2 +-\n\n"
      "diff --git a/a b/dir/a b\nsimilarity index 50%\nrename from a\nrename to \"dir/a\\303\\251 "
      "b\"\n"
      "--- a/a\n+++ \"b/dir/a\\303\\251 b\"\n@@ -1 +1 @@\n-1\n+2\n"
      "diff --git a/n b/n\nnew file mode 100644\nindex 000..111\n--- /dev/null\n+++ b/n\n"
      "@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file\n"
      "diff --git a/d b/d\ndeleted file mode 100644\n--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-bye\n"
      "diff --git a/e b/e\ndeleted file mode 100644\nindex 000..000\n"
      "-- \n2.39.5\n";
  Files after = {{"/dir/aé b", "2\n"}, {"/n", "x\ny"}};
  EXPECT_EQ(Patched(files, patch), after);
}

TEST(PatchTest, UnifiedDeletesOnlyWhatItShows) {
  Files files = {{"/d", "bye\nand more\n"}};
  EXPECT_EQ(Patched(files, "--- a/d\n+++ /dev/null\n@@ -1 +0,0 @@\n-bye\n")["error"],
            "The patch deletes '/d', but its hunks leave lines of it");
}

TEST(PatchTest, UnifiedChangesTheFinalNewline) {
  Files files = {{"/a", "1\n2"}, {"/b", "1\n2\n"}};
  EXPECT_EQ(Patched(files,
                    "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of "
                    "file\n+2\n")["/a"],
            "1\n2\n");
  EXPECT_EQ(Patched(files,
                    "--- a/b\n+++ b/b\n@@ -1,2 +1,2 @@\n 1\n-2\n+2\n\\ No newline at end of "
                    "file\n")["/b"],
            "1\n2");
  EXPECT_TRUE(Patched(files,
                      "--- a/b\n+++ b/b\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of "
                      "file\n+2\n")
                  .contains("error"));
}

TEST(PatchTest, RefusesToTouchBinaryText) {
  Files files = {{"/a", "\xFF\n"}};
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n-x\n+y\n"))["error"],
            "File '/a' is binary and cannot be edited as text");
  EXPECT_EQ(Patched(files, V4a("*** Update File: a\n*** Move to: b\n"))["/b"], "\xFF\n");
}

}  // namespace
}  // namespace nacre
