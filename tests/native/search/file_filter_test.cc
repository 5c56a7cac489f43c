#include "search/file_filter.h"

#include <gtest/gtest.h>

#include <string_view>

namespace nacre {
namespace {

FileFilter Compiled(std::string_view glob) {
  Result<FileFilter> filter = FileFilter::Compile(glob);
  EXPECT_TRUE(filter.has_value()) << glob;
  return filter.value_or(FileFilter());
}

TEST(FileFilterTest, WithoutASlashItMatchesTheBasenameAtAnyDepth) {
  const FileFilter filter = Compiled("*.{ts,tsx}");
  EXPECT_TRUE(filter.Selects("a.ts"));
  EXPECT_TRUE(filter.Selects("src/deep/a.tsx"));
  EXPECT_FALSE(filter.Selects("a.ts/readme"));
  EXPECT_TRUE(filter.CouldSelectBelow("anything"));
}

TEST(FileFilterTest, WithASlashItMatchesFromTheSearchRoot) {
  const FileFilter filter = Compiled("src/*.ts");
  EXPECT_TRUE(filter.Selects("src/a.ts"));
  EXPECT_FALSE(filter.Selects("lib/src/a.ts"));
  EXPECT_FALSE(filter.Selects("src/x/a.ts"));
  EXPECT_TRUE(filter.CouldSelectBelow("src"));
  EXPECT_FALSE(filter.CouldSelectBelow("lib"));
  EXPECT_TRUE(Compiled("/*.ts").Selects("a.ts"));
  EXPECT_FALSE(Compiled("/*.ts").Selects("src/a.ts"));
}

TEST(FileFilterTest, AnExclamationMarkKeepsTheRestAndPrunes) {
  const FileFilter filter = Compiled("!node_modules");
  EXPECT_TRUE(filter.Selects("src/a.ts"));
  EXPECT_FALSE(filter.Selects("node_modules/x/a.ts"));
  EXPECT_FALSE(filter.Selects("pkg/node_modules/x/a.ts"));
  EXPECT_FALSE(filter.CouldSelectBelow("pkg/node_modules"));
  EXPECT_FALSE(filter.CouldSelectBelow("pkg/node_modules/x"));
  EXPECT_TRUE(filter.CouldSelectBelow("pkg"));
  EXPECT_FALSE(Compiled("!*.min.js").Selects("dist/a.min.js"));
  EXPECT_TRUE(Compiled("!src/*.ts").Selects("lib/src/a.ts"));
}

TEST(FileFilterTest, ATrailingSlashMeansEverythingBelow) {
  EXPECT_TRUE(Compiled("src/").Selects("pkg/src/a/b.ts"));
  EXPECT_TRUE(Compiled("/src/").Selects("src/a.ts"));
  EXPECT_FALSE(Compiled("/src/").Selects("pkg/src/a.ts"));
  EXPECT_FALSE(Compiled("src/").Selects("src"));
  EXPECT_FALSE(Compiled("!src/").Selects("src/a.ts"));
}

TEST(FileFilterTest, WildcardsMatchDots) {
  EXPECT_TRUE(Compiled("*.yml").Selects(".github/.hidden.yml"));
  EXPECT_TRUE(Compiled("**/*.yml").Selects(".github/w.yml"));
}

TEST(FileFilterTest, EmptyKeepsEverythingAndNonsenseIsRefused) {
  EXPECT_TRUE(Compiled("").Selects("a/b"));
  EXPECT_FALSE(FileFilter::Compile("!").has_value());
  EXPECT_FALSE(FileFilter::Compile("../*.ts").has_value());
  EXPECT_FALSE(FileFilter::Compile("/").has_value());
}

}  // namespace
}  // namespace nacre
