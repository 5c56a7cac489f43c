#ifndef NACRE_TESTS_NATIVE_STORE_WORKSPACE_H_
#define NACRE_TESTS_NATIVE_STORE_WORKSPACE_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/directories.h"
#include "store/store.h"

namespace nacre {

inline constexpr Timestamp kEarly = 1'000'000;
inline constexpr Timestamp kLate = 2'000'000;

inline ContentRef Bytes(std::string_view bytes) { return *Content::Copy(bytes); }

inline Result<WriteOutcome> Put(Store& store, std::string_view path, std::string_view bytes,
                                Timestamp now = kEarly) {
  return store.Write(path, Bytes(bytes), now);
}

/// A store with these files; the test fails when one is refused.
inline Store StoreWith(const std::map<std::string, std::string>& files, StoreOptions options = {}) {
  Store store(options);
  for (const auto& [path, bytes] : files) {
    auto written = Put(store, path, bytes);
    EXPECT_TRUE(written) << written.error().message;
  }
  return store;
}

/// Path to bytes; directories end in "/" and hold "".
inline std::map<std::string, std::string> Contents(const Tree& tree) {
  std::map<std::string, std::string> contents;
  for (TreeCursor at(tree); !at.done(); at.Next()) {
    std::string path(at->path());
    if (at->is_directory()) {
      contents[path + "/"] = "";
    } else {
      contents[path] = at->content()->bytes();
    }
  }
  return contents;
}

/// Fails the test unless all structural promises hold: the tree's own, and a directory above every
/// entry.
inline void ExpectSound(const Tree& tree) {
  EXPECT_TRUE(tree.IsSound());
  for (TreeCursor at(tree); !at.done(); at.Next()) {
    EXPECT_EQ(BlockingFile(tree, at->path()), nullptr) << at->path();
    std::string_view path = at->path();
    EXPECT_TRUE(IsDirectory(tree, path.substr(0, std::max<size_t>(path.rfind('/'), 1)))) << path;
  }
}

/// Counts what lives in the process; equal before and after means that nothing leaked.
struct Living {
  size_t contents = Content::LiveCount();
  size_t entries = Entry::LiveCount();
  size_t nodes = Tree::LiveNodeCount();
  friend bool operator==(const Living&, const Living&) = default;
};

#define EXPECT_FAILS(result, expected_code, expected_message)          \
  do {                                                                 \
    const auto& failed = (result);                                     \
    ASSERT_FALSE(failed);                                              \
    EXPECT_EQ(CodeName(failed.error().code), CodeName(expected_code)); \
    EXPECT_EQ(failed.error().message, (expected_message));             \
  } while (false)

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_STORE_WORKSPACE_H_
