#include <gtest/gtest.h>

#include <random>
#include <set>

#include "workspace.h"

// Random operations on a store, checked after each step against a map of paths and a set of
// directories.

namespace nacre {
namespace {

struct Model {
  std::map<std::string, std::string> files;
  std::set<std::string> directories;

  static std::string Parent(const std::string& path) { return path.substr(0, path.rfind('/')); }
  static bool Below(const std::string& path, const std::string& directory) {
    return path.starts_with(directory + "/");
  }

  bool HasFileAbove(std::string path) const {
    while (!(path = Parent(path)).empty()) {
      if (files.contains(path)) return true;
    }
    return false;
  }

  void AddParents(std::string path) {
    while (!(path = Parent(path)).empty()) directories.insert(path);
  }

  bool Write(const std::string& path, const std::string& bytes) {
    if (directories.contains(path) || HasFileAbove(path)) return false;
    files[path] = bytes;
    AddParents(path);
    return true;
  }

  bool MakeDirectory(const std::string& path) {
    if (files.contains(path) || HasFileAbove(path)) return false;
    directories.insert(path);
    AddParents(path);
    return true;
  }

  bool Remove(const std::string& path) {
    if (files.erase(path) > 0) return true;
    if (directories.erase(path) == 0) return false;
    std::erase_if(files, [&](const auto& file) { return Below(file.first, path); });
    std::erase_if(directories, [&](const auto& directory) { return Below(directory, path); });
    return true;
  }

  bool Move(const std::string& from, const std::string& to, bool overwrite) {
    bool is_file = files.contains(from);
    if (!is_file && !directories.contains(from)) return false;
    if (to == from || Below(to, from) || directories.contains(to) || HasFileAbove(to)) return false;
    if (files.contains(to) && !(overwrite && is_file)) return false;
    Model old = *this;
    Remove(from);
    AddParents(to);
    if (is_file) {
      files[to] = old.files[from];
      return true;
    }
    directories.insert(to);
    for (const auto& [path, bytes] : old.files) {
      if (Below(path, from)) files[to + path.substr(from.size())] = bytes;
    }
    for (const auto& path : old.directories) {
      if (Below(path, from)) directories.insert(to + path.substr(from.size()));
    }
    return true;
  }

  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents = files;
    for (const std::string& path : directories) contents[path + "/"] = "";
    return contents;
  }
};

class Player {
 public:
  explicit Player(unsigned seed) : random_(seed) {}

  void Step(Store& store, Model& model) {
    std::string path = AnyPath();
    switch (random_() % 6) {
      case 0:
      case 1:
      case 2: {
        std::string bytes = AnyBytes();
        EXPECT_EQ(Put(store, path, bytes).has_value(), model.Write(path, bytes)) << path;
        break;
      }
      case 3:
        EXPECT_EQ(store.Remove(path, true).has_value(), model.Remove(path)) << path;
        break;
      case 4: {
        std::string to = AnyPath();
        bool overwrite = random_() % 2 == 0;
        EXPECT_EQ(store.Move(path, to, overwrite, kLate).has_value(),
                  model.Move(path, to, overwrite))
            << path << " to " << to;
        break;
      }
      default:
        EXPECT_EQ(store.MakeDirectory(path, true, kLate).has_value(), model.MakeDirectory(path));
    }
  }

  void Edit(Store& store, Model& model) {
    std::string path = AnyPath();
    TextEdit edit{.old_string = "a", .new_string = "bb", .replace_all = true};
    bool edited = store.Edit(path, {{edit}}, false, kLate).has_value();
    auto file = model.files.find(path);
    bool expected = file != model.files.end() && file->second.contains('a');
    ASSERT_EQ(edited, expected) << path;
    if (!expected) return;
    std::string result;
    for (char c : file->second) result += c == 'a' ? "bb" : std::string(1, c);
    file->second = result;
  }

  unsigned Any(size_t bound) { return static_cast<unsigned>(random_() % bound); }

 private:
  std::string AnyPath() {
    static const std::vector<std::string> names = {"a", "a-b", "a.c", "b", "0", "\n", "ä"};
    std::string path;
    for (unsigned depth = Any(4) + 1; depth > 0; --depth) path += "/" + names[Any(names.size())];
    return path;
  }

  std::string AnyBytes() {
    std::string bytes;
    for (unsigned i = Any(12); i > 0; --i) bytes += "ab\nc"[Any(4)];
    return bytes;
  }

  std::mt19937 random_;
};

TEST(StoreModel, RandomOperationsForksAndSnapshots) {
  Living before;
  for (unsigned seed = 0; seed < 8; ++seed) {
    Player player(seed);
    std::vector<std::pair<Store, Model>> worlds;
    worlds.emplace_back();
    std::vector<std::pair<Tree, Model>> snapshots;
    for (int step = 0; step < 1500; ++step) {
      auto& [store, model] = worlds[player.Any(worlds.size())];
      player.Step(store, model);
      player.Edit(store, model);
      ASSERT_EQ(Contents(store.tree()), model.Contents()) << "seed " << seed << " step " << step;
      if (step % 50 == 0) ExpectSound(store.tree());
      if (step % 100 == 99 && worlds.size() < 4) {
        Store fork = store.Fork();
        Model copy = model;
        worlds.emplace_back(std::move(fork), std::move(copy));
      } else if (step % 100 == 50) {
        snapshots.emplace_back(store.tree(), model);
      } else if (step % 100 == 75) {
        const auto& [tree, old_model] = snapshots[player.Any(snapshots.size())];
        ASSERT_TRUE(store.Restore(tree));
        model = old_model;
      }
    }
    for (const auto& [tree, model] : snapshots) EXPECT_EQ(Contents(tree), model.Contents());
  }
  EXPECT_EQ(Living(), before);
}

// A merge of random forks: no conflict where only one side changed a path, and each strategy keeps
// the tree sound.
TEST(StoreModel, RandomMerges) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Player player(seed + 1000);
    Store base;
    Model base_model;
    for (int i = 0; i < 40; ++i) player.Step(base, base_model);
    Store sides[2] = {base.Fork(), base.Fork()};
    Model models[2] = {base_model, base_model};
    for (unsigned i = player.Any(12); i > 0; --i) player.Step(sides[i % 2], models[i % 2]);
    auto value = [](const Model& model, const std::string& path) -> std::optional<std::string> {
      auto contents = model.Contents();
      auto found = contents.find(path);
      return found == contents.end() ? std::nullopt : std::optional(found->second);
    };
    for (auto strategy : {MergeStrategy::kReport, MergeStrategy::kOurs, MergeStrategy::kTheirs}) {
      Store merged = sides[0].Fork();
      auto outcome = merged.Merge(base.tree(), sides[1].tree(), strategy, kLate);
      ASSERT_TRUE(outcome);
      ExpectSound(merged.tree());
      if (!outcome->conflicts.empty()) {
        if (strategy == MergeStrategy::kReport) {
          EXPECT_TRUE(merged.tree().SharesRootWith(sides[0].tree()));
        }
        continue;
      }
      // Without conflicts a file that one side alone changed ends as that side has it.
      std::map<std::string, std::string> every = base_model.files;
      for (const Model& model : models) every.insert(model.files.begin(), model.files.end());
      for (const auto& [path, unused] : every) {
        auto was = value(base_model, path);
        auto ours = value(models[0], path);
        auto theirs = value(models[1], path);
        if (ours != was && theirs != was && ours != theirs) continue;
        auto expected = theirs == was ? ours : theirs;
        const Entry* entry = merged.tree().Find(path);
        bool is_file = entry != nullptr && !entry->is_directory();
        ASSERT_EQ(is_file, expected.has_value()) << "seed " << seed << " " << path;
        if (is_file) ASSERT_EQ(entry->content()->bytes(), *expected) << "seed " << seed << path;
      }
    }
  }
}

}  // namespace
}  // namespace nacre
