#include "base/path.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace nacre {
namespace {

std::string Normal(std::string_view raw) {
  Result<std::string> path = NormalizePath(raw);
  return path ? *path : "refused: " + path.error().message;
}

TEST(NormalizePath, RootsEveryPathAndDropsEmptyAndDotSegments) {
  EXPECT_EQ(Normal(""), "/");
  EXPECT_EQ(Normal("."), "/");
  EXPECT_EQ(Normal("/./"), "/");
  EXPECT_EQ(Normal("a//b/"), "/a/b");
  EXPECT_EQ(Normal("./src/./main.cc"), "/src/main.cc");
  EXPECT_EQ(Normal("/a b/ü\nß"), "/a b/ü\nß");
}

TEST(NormalizePath, KeepsDotsThatAreNotASegmentOfTheirOwn) {
  EXPECT_EQ(Normal("a..b"), "/a..b");
  EXPECT_EQ(Normal("..."), "/...");
  EXPECT_EQ(Normal("app/[...slug].tsx"), "/app/[...slug].tsx");
  EXPECT_EQ(Normal("/~x"), "/~x");
  EXPECT_EQ(Normal("a:b"), "/a:b");
}

TEST(NormalizePath, RefusesWhatLeavesThePathSpaceAndSaysWhy) {
  EXPECT_EQ(Normal("../etc/passwd"), "refused: Path cannot contain '..'");
  EXPECT_EQ(Normal("a/.."), "refused: Path cannot contain '..'");
  EXPECT_EQ(Normal("~/x"), "refused: Path cannot start with '~'");
  EXPECT_EQ(Normal("C:\\x"), "refused: Windows absolute paths are not allowed");
  EXPECT_EQ(Normal("c:/x"), "refused: Windows absolute paths are not allowed");
  EXPECT_EQ(Normal(std::string_view("a\0b", 3)), "refused: Path cannot contain NUL");
  EXPECT_EQ(Normal("a\xFF"), "refused: Path is not valid UTF-8");
  EXPECT_EQ(Normal("a\xED\xA0\x80"), "refused: Path is not valid UTF-8");
}

TEST(NormalizePath, HoldsItsLimitsExactly) {
  EXPECT_TRUE(NormalizePath(std::string(limits::kSegmentBytes, 'x')));
  EXPECT_FALSE(NormalizePath(std::string(limits::kSegmentBytes + 1, 'x')));
  std::string deep;
  for (size_t i = 0; i < limits::kPathDepth; ++i) deep += "/d";
  EXPECT_TRUE(NormalizePath(deep));
  EXPECT_FALSE(NormalizePath(deep + "/d"));
  EXPECT_FALSE(NormalizePath(std::string(limits::kPathBytes + 1, '/')));
}

TEST(NormalizePath, NamesTheRefusedPathInItsStatus) {
  Result<std::string> path = NormalizePath("../secret");
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().code, Code::kInvalidPath);
  EXPECT_EQ(path.error().path, "../secret");
}

TEST(PathParts, AgreeWithEachOther) {
  EXPECT_EQ(Basename("/a/b.txt"), "b.txt");
  EXPECT_EQ(Dirname("/a/b.txt"), "/a");
  EXPECT_EQ(Dirname("/a"), "/");
  EXPECT_EQ(Dirname("/"), "/");
  EXPECT_EQ(JoinPath("/", "a"), "/a");
  EXPECT_EQ(JoinPath("/a", "b"), "/a/b");
  EXPECT_EQ(Segments("/").size(), 0u);
  EXPECT_EQ(Segments("/a/b").back(), "b");
}

TEST(IsWithin, RespectsSegmentBoundaries) {
  EXPECT_TRUE(IsWithin("/foo", "/foo"));
  EXPECT_TRUE(IsWithin("/foo/x", "/foo"));
  EXPECT_FALSE(IsWithin("/foobar", "/foo"));
  EXPECT_TRUE(IsWithin("/anything", "/"));
  EXPECT_EQ(RelativeTo("/foo/x/y", "/foo"), "x/y");
  EXPECT_EQ(RelativeTo("/foo", "/"), "foo");
}

TEST(Extension, LooksOnlyAtTheLastSegment) {
  EXPECT_EQ(Extension("/photo.PNG"), "png");
  EXPECT_EQ(Extension("/dir.d/file"), "");
  EXPECT_EQ(Extension("/a.tar.gz"), "gz");
}

}  // namespace
}  // namespace nacre
