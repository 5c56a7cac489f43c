#include "store/tree.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "store/tree_diff.h"
#include "workspace.h"

namespace nacre {
namespace {

using Model = std::map<std::string, std::string, std::less<>>;

EntryRef File(std::string_view path, std::string_view bytes = "x") {
  return Entry::Make(path, Bytes(bytes), {});
}

std::vector<std::string> Paths(const Tree& tree) {
  std::vector<std::string> paths;
  for (TreeCursor at(tree); !at.done(); at.Next()) paths.emplace_back(at->path());
  return paths;
}

Tree TreeOf(const std::vector<std::string>& paths) {
  Tree tree;
  for (const std::string& path : paths) tree.Put(File(path));
  return tree;
}

void ExpectEqual(const Tree& tree, const Model& model) {
  ASSERT_TRUE(tree.IsSound());
  uint64_t bytes = 0;
  TreeCursor at(tree);
  for (const auto& [path, content] : model) {
    ASSERT_FALSE(at.done());
    ASSERT_EQ(at->path(), path);
    ASSERT_EQ(at->content()->bytes(), content);
    bytes += content.size();
    at.Next();
  }
  EXPECT_TRUE(at.done());
  EXPECT_EQ(tree.Totals(), (TreeTotals{model.size(), model.size(), bytes}));
}

TEST(Tree, OrderIsThatOfWholePaths) {
  Tree tree = TreeOf({"/a/x", "/a", "/a-b/x", "/a-b", "/a0", "/Ä", "/\U0001F600", "/\uE000"});
  EXPECT_EQ(Paths(tree), (std::vector<std::string>{"/a", "/a-b", "/a-b/x", "/a/x", "/a0", "/Ä",
                                                   "/\uE000", "/\U0001F600"}));
}

TEST(Tree, EmptyTree) {
  Tree tree;
  EXPECT_EQ(tree.Find("/a"), nullptr);
  EXPECT_FALSE(tree.Erase("/a"));
  EXPECT_TRUE(TreeCursor(tree).done());
  EXPECT_TRUE(TreeCursor(tree, "/a").done());
  EXPECT_EQ(tree.Totals(), TreeTotals{});
}

TEST(Tree, RandomChangesMatchAMap) {
  Living before;
  std::mt19937 random(7);
  {
    Tree tree;
    Model model;
    std::vector<std::pair<Tree, Model>> kept;
    for (int step = 0; step < 20'000; ++step) {
      // Grows at first, then shrinks, so that nodes split and join on every level.
      std::string path = "/" + std::to_string(random() % 3000);
      bool growing = step < 10'000;
      if (random() % 10 < (growing ? 8u : 2u)) {
        std::string bytes(random() % 5, 'b');
        tree.Put(File(path, bytes));
        model[path] = bytes;
      } else {
        EXPECT_EQ(tree.Erase(path), model.erase(path) > 0);
      }
      if (random() % 1500 == 0) kept.emplace_back(tree, model);
      if (step % 500 == 0) ExpectEqual(tree, model);
    }
    ExpectEqual(tree, model);
    for (const auto& [old_tree, old_model] : kept) ExpectEqual(old_tree, old_model);
    for (const auto& [path, bytes] : model) EXPECT_TRUE(tree.Erase(path));
    EXPECT_EQ(tree.Totals(), TreeTotals{});
    EXPECT_TRUE(tree.IsSound());
  }
  EXPECT_EQ(Living(), before);
}

TEST(Tree, AscendingLoadFillsNodesWell) {
  size_t nodes = Tree::LiveNodeCount();
  Tree tree;
  for (int i = 0; i < 64'000; ++i) tree.Put(File("/" + std::to_string(1'000'000 + i)));
  EXPECT_TRUE(tree.IsSound());
  EXPECT_LT(Tree::LiveNodeCount() - nodes, 64'000u / 45);
}

TEST(Tree, ACopySharesAllNodesAndAChangeCopiesAFew) {
  Tree tree;
  for (int i = 0; i < 50'000; ++i) tree.Put(File("/d/" + std::to_string(i)));
  size_t nodes = Tree::LiveNodeCount();
  Tree fork = tree;
  EXPECT_EQ(Tree::LiveNodeCount(), nodes);
  EXPECT_TRUE(fork.SharesRootWith(tree));
  fork.Put(File("/d/777", "changed"));
  EXPECT_LE(Tree::LiveNodeCount(), nodes + 5);
  EXPECT_EQ(tree.Find("/d/777")->content()->bytes(), "x");
  // Nobody else holds the copied nodes, so the next change is made in place.
  nodes = Tree::LiveNodeCount();
  fork.Put(File("/d/777", "again"));
  EXPECT_EQ(Tree::LiveNodeCount(), nodes);
}

TEST(Tree, CursorSeeksToWhereAMapWould) {
  std::mt19937 random(11);
  Tree tree;
  Model model;
  for (int i = 0; i < 5000; ++i) {
    std::string path = "/" + std::to_string(random() % 100'000);
    tree.Put(File(path));
    model[path] = "x";
  }
  for (int round = 0; round < 300; ++round) {
    TreeCursor at(tree);
    Model::const_iterator expected = model.begin();
    while (expected != model.end()) {
      std::string key = "/" + std::to_string(random() % 100'000);
      EXPECT_EQ(TreeCursor(tree, key).done(), model.lower_bound(key) == model.end());
      if (random() % 2 == 0) {
        at.Next();
        ++expected;
      } else {
        at.SeekForward(key);
        if (expected->first < key) expected = model.lower_bound(key);
      }
      ASSERT_EQ(at.done(), expected == model.end());
      if (!at.done()) ASSERT_EQ(at->path(), expected->first);
    }
  }
}

TEST(Tree, TotalsBelowCountOnlyWhatIsBelow) {
  Tree tree = TreeOf({"/a", "/a-b", "/a/x", "/a/y/z", "/a0", "/ab"});
  EXPECT_EQ(tree.TotalsBelow("/a"), (TreeTotals{2, 2, 2}));
  EXPECT_EQ(tree.TotalsBelow("/a/y"), (TreeTotals{1, 1, 1}));
  EXPECT_EQ(tree.TotalsBelow("/ab"), TreeTotals{});
  EXPECT_EQ(tree.TotalsBelow("/"), (TreeTotals{6, 6, 6}));
}

TEST(TreeDiff, FindsExactlyTheRandomDifferences) {
  std::mt19937 random(13);
  Tree base;
  for (int i = 0; i < 4000; ++i) base.Put(File("/" + std::to_string(random() % 10'000)));
  for (int round = 0; round < 200; ++round) {
    Tree left = base;
    Tree right = base;
    for (unsigned i = random() % 40; i > 0; --i) {
      Tree& side = random() % 2 == 0 ? left : right;
      std::string path = "/" + std::to_string(random() % 10'000);
      if (random() % 3 == 0) {
        side.Erase(path);
      } else {
        side.Put(File(path, std::string(random() % 3, 'c')));
      }
    }
    std::vector<std::string> expected;
    Model all;
    for (const std::string& path : Paths(left)) all[path];
    for (const std::string& path : Paths(right)) all[path];
    for (const auto& [path, unused] : all) {
      const Entry* before = left.Find(path);
      const Entry* after = right.Find(path);
      if (before == nullptr || after == nullptr || !SameEntry(*before, *after)) {
        expected.push_back(path);
      }
    }
    std::vector<std::string> found;
    for (const TreeChange& change : DiffTrees(left, right)) found.emplace_back(change.path());
    ASSERT_EQ(found, expected);
  }
}

TEST(TreeDiff, SkipsWhatIsShared) {
  Tree base;
  for (int i = 0; i < 20'000; ++i) base.Put(File("/" + std::to_string(i)));
  Tree fork = base;
  fork.Put(File("/100", "y"));
  TreeCursor a(base);
  TreeCursor b(fork);
  size_t looked_at = 0;
  while (true) {
    TreeCursor::SkipShared(a, b);
    if (a.done() || b.done()) break;
    ++looked_at;
    a.Next();
    b.Next();
  }
  EXPECT_LE(looked_at, 64u);
}

TEST(TreeDiff, TimesCountOnlyWhenAskedFor) {
  Tree before;
  Tree after;
  before.Put(Entry::Make("/a", Bytes("x"), {.created = 1, .modified = 1}));
  after.Put(Entry::Make("/a", Bytes("x"), {.created = 1, .modified = 2}));
  EXPECT_TRUE(DiffTrees(before, after).empty());
  EXPECT_EQ(DiffTrees(before, after, Sameness::kBytesAndTimes).size(), 1u);
}

}  // namespace
}  // namespace nacre
