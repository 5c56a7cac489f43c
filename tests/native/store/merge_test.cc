#include "store/merge.h"

#include <gtest/gtest.h>

#include "workspace.h"

namespace nacre {
namespace {

using Files = std::map<std::string, std::string>;

std::string Conflicts(const MergedTree& merged) {
  std::string text;
  for (const MergeConflict& conflict : merged.conflicts) {
    text += conflict.path + ":" + std::string(ConflictKindName(conflict.kind)) + " ";
  }
  return text;
}

// Forks a base twice and lets each side change its fork.
class MergeTest : public testing::Test {
 protected:
  void Begin(const Files& files) {
    base_ = StoreWith(files);
    ours_ = base_.Fork();
    theirs_ = base_.Fork();
  }

  MergedTree Merge(MergeStrategy strategy = MergeStrategy::kReport) {
    auto merged = ours_.Merge(base_.tree(), theirs_.tree(), strategy, kLate);
    EXPECT_TRUE(merged);
    ExpectSound(ours_.tree());
    return std::move(*merged);
  }

  Store base_;
  Store ours_;
  Store theirs_;
};

TEST_F(MergeTest, TakesChangesOfBothSides) {
  Begin({{"/a", "1"}, {"/b", "1"}, {"/c", "1"}, {"/d/e", "1"}});
  ASSERT_TRUE(Put(ours_, "/a", "ours"));
  ASSERT_TRUE(Put(theirs_, "/b", "theirs"));
  ASSERT_TRUE(theirs_.Remove("/c", false));
  ASSERT_TRUE(Put(theirs_, "/new/deep/file", "n"));
  ASSERT_TRUE(theirs_.Remove("/d", true));
  MergedTree merged = Merge();
  EXPECT_EQ(Conflicts(merged), "");
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/a", "ours"},
                                           {"/b", "theirs"},
                                           {"/new/", ""},
                                           {"/new/deep/", ""},
                                           {"/new/deep/file", "n"}}));
}

TEST_F(MergeTest, WeavesTextChangedInDifferentPlaces) {
  Begin({{"/f", "1\n2\n3\n4\n5\n"}});
  ASSERT_TRUE(Put(ours_, "/f", "one\n2\n3\n4\n5\n"));
  ASSERT_TRUE(Put(theirs_, "/f", "1\n2\n3\n4\nfive\nsix\n"));
  MergedTree merged = Merge();
  EXPECT_EQ(merged.merged, 1u);
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/f", "one\n2\n3\n4\nfive\nsix\n"}}));
  EXPECT_EQ(ours_.Stat("/f")->modified_at, kLate);
  EXPECT_EQ(ours_.Stat("/f")->created_at, kEarly);
}

TEST_F(MergeTest, ReportsConflictsAndChangesNothing) {
  Begin({{"/both", "a\n"}, {"/mod_del", "a"}, {"/del_mod", "a"}, {"/bin", "a"}});
  ASSERT_TRUE(Put(ours_, "/both", "b\n"));
  ASSERT_TRUE(Put(theirs_, "/both", "c\n"));
  ASSERT_TRUE(Put(ours_, "/added", "ours"));
  ASSERT_TRUE(Put(theirs_, "/added", "theirs"));
  ASSERT_TRUE(Put(ours_, "/mod_del", "b"));
  ASSERT_TRUE(theirs_.Remove("/mod_del", false));
  ASSERT_TRUE(ours_.Remove("/del_mod", false));
  ASSERT_TRUE(Put(theirs_, "/del_mod", "b"));
  ASSERT_TRUE(Put(ours_, "/bin", "\xFF"));
  ASSERT_TRUE(Put(theirs_, "/bin", "\xFE"));
  ASSERT_TRUE(Put(theirs_, "/clean", "x"));
  Tree before = ours_.tree();
  uint64_t sequence = ours_.sequence();
  EXPECT_EQ(Conflicts(Merge()),
            "/added:both_added /bin:both_modified /both:both_modified "
            "/del_mod:removed_and_modified /mod_del:modified_and_removed ");
  EXPECT_TRUE(ours_.tree().SharesRootWith(before));
  EXPECT_EQ(ours_.sequence(), sequence);

  EXPECT_EQ(Merge(MergeStrategy::kOurs).conflicts.size(), 5u);
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/added", "ours"},
                                           {"/bin", "\xFF"},
                                           {"/both", "b\n"},
                                           {"/clean", "x"},
                                           {"/mod_del", "b"}}));
}

TEST_F(MergeTest, TheirsTakesTheirSideOfEachConflict) {
  Begin({{"/both", "a\n"}, {"/mod_del", "a"}, {"/del_mod", "a"}});
  ASSERT_TRUE(Put(ours_, "/both", "b\n"));
  ASSERT_TRUE(Put(theirs_, "/both", "c\n"));
  ASSERT_TRUE(Put(ours_, "/mod_del", "b"));
  ASSERT_TRUE(theirs_.Remove("/mod_del", false));
  ASSERT_TRUE(ours_.Remove("/del_mod", false));
  ASSERT_TRUE(Put(theirs_, "/del_mod", "b"));
  ASSERT_TRUE(Put(ours_, "/mine", "x"));
  Merge(MergeStrategy::kTheirs);
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/both", "c\n"}, {"/del_mod", "b"}, {"/mine", "x"}}));
}

TEST_F(MergeTest, SameChangeOnBothSidesIsNoConflict) {
  Begin({{"/f", "a"}, {"/g", "a"}});
  for (Store* side : {&ours_, &theirs_}) {
    ASSERT_TRUE(Put(*side, "/f", "b"));
    ASSERT_TRUE(side->Remove("/g", false));
    ASSERT_TRUE(Put(*side, "/h/i", "new"));
  }
  EXPECT_EQ(Conflicts(Merge()), "");
}

TEST_F(MergeTest, FileAgainstDirectory) {
  for (auto [strategy, expected] :
       {std::pair{MergeStrategy::kOurs, Files{{"/p", "file"}}},
        std::pair{MergeStrategy::kTheirs, Files{{"/p/", ""}, {"/p/x", "1"}, {"/p/y", "2"}}}}) {
    Begin({});
    ASSERT_TRUE(Put(ours_, "/p", "file"));
    ASSERT_TRUE(Put(theirs_, "/p/x", "1"));
    ASSERT_TRUE(Put(theirs_, "/p/y", "2"));
    EXPECT_EQ(Conflicts(Merge()), "/p:file_and_directory ");
    Merge(strategy);
    EXPECT_EQ(Contents(ours_.tree()), expected);
  }
}

TEST_F(MergeTest, DirectoryAgainstFile) {
  for (auto [strategy, expected] :
       {std::pair{MergeStrategy::kOurs, Files{{"/p/", ""}, {"/p/x", "1"}}},
        std::pair{MergeStrategy::kTheirs, Files{{"/p", "file"}}}}) {
    Begin({});
    ASSERT_TRUE(Put(ours_, "/p/x", "1"));
    ASSERT_TRUE(Put(theirs_, "/p", "file"));
    EXPECT_EQ(Conflicts(Merge()), "/p:file_and_directory ");
    Merge(strategy);
    EXPECT_EQ(Contents(ours_.tree()), expected);
  }
}

TEST_F(MergeTest, TheirFileWhereOurSideAddedToTheDirectory) {
  Begin({{"/p/old", "1"}});
  ASSERT_TRUE(Put(ours_, "/p/new", "2"));
  ASSERT_TRUE(theirs_.Remove("/p", true));
  ASSERT_TRUE(Put(theirs_, "/p", "file"));
  EXPECT_EQ(Conflicts(Merge()), "/p:file_and_directory ");
  Merge(MergeStrategy::kTheirs);
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/p", "file"}}));
}

TEST_F(MergeTest, TheirAdditionWhereOurSideHasAFileNow) {
  Begin({{"/p/old", "1"}});
  ASSERT_TRUE(ours_.Remove("/p", true));
  ASSERT_TRUE(Put(ours_, "/p", "file"));
  ASSERT_TRUE(Put(theirs_, "/p/new", "2"));
  EXPECT_EQ(Conflicts(Merge()), "/p:file_and_directory ");
  Merge(MergeStrategy::kOurs);
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/p", "file"}}));
}

TEST_F(MergeTest, ADirectoryThatTheirSideRemovedStaysForWhatOursAdded) {
  Begin({{"/d/old", "1"}});
  ASSERT_TRUE(Put(ours_, "/d/new", "2"));
  ASSERT_TRUE(theirs_.Remove("/d", true));
  EXPECT_EQ(Conflicts(Merge()), "");
  EXPECT_EQ(Contents(ours_.tree()), (Files{{"/d/", ""}, {"/d/new", "2"}}));
}

TEST_F(MergeTest, QuotasHold) {
  base_ = StoreWith({{"/a", "12345"}}, {.max_bytes = 10});
  ours_ = base_.Fork();
  theirs_ = base_.Fork();
  ASSERT_TRUE(Put(ours_, "/b", "1234"));
  ASSERT_TRUE(Put(theirs_, "/c", "1234"));
  auto before = Contents(ours_.tree());
  auto merged = ours_.Merge(base_.tree(), theirs_.tree(), MergeStrategy::kReport, kLate);
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, Code::kQuotaExceeded);
  EXPECT_EQ(Contents(ours_.tree()), before);
}

TEST(MergeLines, Cases) {
  struct Case {
    std::string_view base, ours, theirs;
    std::optional<std::string> merged;
  };
  for (const Case& c : {
           Case{"a\nb\nc\n", "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n"},
           Case{"a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"},
           Case{"a\nb\nc\n", "A\nb\nc\n", "A\nb\nC\n", "A\nb\nC\n"},
           Case{"a\nb\nc\n", "A\nb\nc\n", "B\nb\nc\n", std::nullopt},
           Case{"a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n", std::nullopt},  // Neighbours touch.
           Case{"a\nb\nc\n", "b\nc\n", "a\nb\n", "b\n"},
           Case{"a\nb\n", "a\nb\nx\n", "a\nb\ny\n", std::nullopt},
           Case{"a\nb\n", "a\nb\nx\n", "a\nb\nx\n", "a\nb\nx\n"},
           Case{"a\nb\nc\nd\ne", "x\na\nb\nc\nd\ne", "a\nb\nc\nd\ne\n", "x\na\nb\nc\nd\ne\n"},
           Case{"", "a\n", "", "a\n"},
           Case{"a\n", "", "a\nb\n", std::nullopt},
           Case{"1\n2\n3\n4\n5\n6\n7\n", "1\n3\n4\n5\n6\nX\n7\n", "0\n1\n2\n3\n4\nY\n5\n6\n7\n",
                "0\n1\n3\n4\nY\n5\n6\nX\n7\n"},
           Case{"a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n"},
       }) {
    EXPECT_EQ(MergeLines(c.base, c.ours, c.theirs), c.merged) << c.ours << "--\n" << c.theirs;
    EXPECT_EQ(MergeLines(c.base, c.theirs, c.ours), c.merged) << c.theirs << "--\n" << c.ours;
  }
}

}  // namespace
}  // namespace nacre
