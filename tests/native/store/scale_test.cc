// Large and hostile workspaces: bounded time is part of the contract, so the suite's own time limit
// is a check too.

#include <gtest/gtest.h>

#include <cstring>

#include "store/tar.h"
#include "store/tree_diff.h"
#include "workspace.h"

namespace nacre {
namespace {

TEST(StoreScale, AFolderOfFiftyThousandEntries) {
  Store store;
  std::vector<BatchItem> items;
  ContentRef content = Bytes("x");
  for (int i = 0; i < 50'000; ++i) {
    items.push_back({"/folder/" + std::to_string(i * 7919 % 50'000), content});
  }
  ASSERT_TRUE(store.Apply(items, kEarly));
  ExpectSound(store.tree());
  EXPECT_EQ(store.List("/folder")->entries.size(), 50'000u);
  EXPECT_EQ(store.Glob({.pattern = "folder/4999?"})->matches.size(), 10u);
  EXPECT_EQ(store.List("/")->entries.size(), 1u);
  Tree snapshot = store.tree();
  ASSERT_TRUE(store.Move("/folder", "/moved", false, kLate));
  EXPECT_EQ(DiffTrees(snapshot, store.tree()).size(), 100'002u);
  ASSERT_TRUE(store.Restore(snapshot));
  EXPECT_EQ(store.Remove("/folder", true)->files, 50'000u);
  EXPECT_TRUE(store.ChangesSince(0).overflowed);
}

TEST(StoreScale, TheDeepestTreeThereCanBe) {
  std::string path;
  for (size_t i = 0; i < limits::kPathDepth; ++i) path += "/d";
  Store store;
  ASSERT_TRUE(Put(store, path, "x"));
  EXPECT_FALSE(Put(store, path + "/e", "x"));
  EXPECT_EQ(store.Usage().directories, limits::kPathDepth - 1);
  EXPECT_EQ(store.Glob({.pattern = "**/d"})->matches.size(), 1u);
  Store copy;
  auto members = ReadTar((*WriteTar(store.tree(), "/"))->bytes(), "/");
  ASSERT_TRUE(members);
  ASSERT_TRUE(copy.Import(members->entries, kEarly));
  EXPECT_EQ(Contents(copy.tree()), Contents(store.tree()));
  EXPECT_EQ(store.Remove("/d", true)->entries, limits::kPathDepth);
}

TEST(StoreScale, OneLineOfAHundredMegabytes) {
  constexpr size_t kSize = 100 << 20;
  Store store;
  auto buffer = ContentBuffer::Allocate(kSize);
  ASSERT_TRUE(buffer);
  std::memset(buffer->data(), 'x', kSize);
  buffer->data()[kSize / 2] = 'y';
  ASSERT_TRUE(store.Write("/line", std::move(*buffer).Freeze(), kEarly));
  auto page = store.Read("/line");
  ASSERT_TRUE(page);
  EXPECT_LT(page->page.text.size(), limits::kReadChars);
  EXPECT_TRUE(page->page.truncated);
  TextEdit edit{.old_string = "y", .new_string = "z"};
  auto edited = store.Edit("/line", {{edit}}, false, kLate);
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_LE(edited->diff.size(), limits::kDiffBytes + 100);
  EXPECT_EQ((*store.ReadBytes("/line"))->bytes()[kSize / 2], 'z');
  GrepOptions options;
  options.pattern = "z";
  auto found = store.Grep(options);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->match_count, 1u);
}

TEST(StoreScale, ManyForksOfALargeTreeCostWhatTheyChange) {
  Store store;
  std::vector<BatchItem> items;
  ContentRef content = Bytes("x");
  for (int i = 0; i < 20'000; ++i) {
    items.push_back({"/" + std::to_string(i % 200) + "/" + std::to_string(i), content});
  }
  ASSERT_TRUE(store.Apply(items, kEarly));
  size_t nodes = Tree::LiveNodeCount();
  std::vector<Store> forks;
  for (int i = 0; i < 100; ++i) {
    forks.push_back(store.Fork());
    ASSERT_TRUE(Put(forks.back(), "/7/7", std::to_string(i)));
  }
  EXPECT_LT(Tree::LiveNodeCount() - nodes, 100u * 5);
  for (const Store& fork : forks) {
    EXPECT_EQ(DescribeChanges(store.tree(), fork.tree(), false).size(), 1u);
  }
}

}  // namespace
}  // namespace nacre
