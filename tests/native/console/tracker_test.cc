#include "console/tracker.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace nacre {
namespace {

TEST(ReadTracker, RemembersVersionsAndLines) {
  ReadTracker tracker;
  EXPECT_FALSE(tracker.VersionOf("/a").has_value());
  tracker.SawLines("/a", "v1", 3, "aabbcc");
  EXPECT_EQ(tracker.VersionOf("/a"), "v1");
  ASSERT_EQ(tracker.LinesOf("/a").size(), 1u);
  EXPECT_EQ(tracker.LinesOf("/a")[0].first_line, 3u);
  EXPECT_EQ(tracker.LinesOf("/a")[0].hashes, "aabbcc");
  tracker.SawLines("/a", "v1", 3, "aabbccdd");
  EXPECT_EQ(tracker.LinesOf("/a").size(), 1u);
  tracker.Saw("/a", "v2");
  EXPECT_TRUE(tracker.LinesOf("/a").empty());
  tracker.Forget("/a");
  EXPECT_FALSE(tracker.VersionOf("/a").has_value());
}

TEST(ReadTracker, KeepsTheLinesAboveAnEdit) {
  ReadTracker tracker;
  tracker.SawLines("/a", "v1", 1, "aabbccdd");
  tracker.SawLines("/a", "v1", 10, "ee");
  tracker.Edited("/a", "v2", 3);
  ASSERT_EQ(tracker.LinesOf("/a").size(), 1u);
  EXPECT_EQ(tracker.LinesOf("/a")[0].hashes, "aabb");
  tracker.Edited("/a", "v3", 1);
  EXPECT_TRUE(tracker.LinesOf("/a").empty());
}

TEST(ReadTracker, ForgetsTheFilesSeenLongestAgo) {
  ReadTracker tracker;
  tracker.Saw("/first", "v");
  tracker.Saw("/second", "v");
  for (size_t i = 0; i + 2 < limits::kTrackedFiles; ++i) {
    tracker.Saw("/" + std::to_string(i), "v");
  }
  tracker.Saw("/first", "v");
  tracker.Saw("/one more", "v");
  EXPECT_TRUE(tracker.VersionOf("/first").has_value());
  EXPECT_FALSE(tracker.VersionOf("/second").has_value());
}

TEST(ReadTracker, BoundsTheLinesItKeeps) {
  ReadTracker tracker;
  tracker.SawLines("/a", "v", 1, std::string(2 * limits::kTrackedLines, 'a'));
  tracker.SawLines("/a", "v", limits::kTrackedLines + 1, "bbbb");
  size_t kept = 0;
  for (const KnownLines& lines : tracker.LinesOf("/a")) kept += lines.hashes.size() / 2;
  EXPECT_EQ(kept, limits::kTrackedLines);
  EXPECT_EQ(tracker.LinesOf("/a").back().hashes, "bbbb");
  for (size_t i = 0; i < limits::kTrackedLineFiles; ++i) {
    tracker.SawLines("/" + std::to_string(i), "v", 1, "aa");
  }
  EXPECT_TRUE(tracker.LinesOf("/a").empty());
  EXPECT_EQ(tracker.LinesOf("/0").size(), 1u);
}

}  // namespace
}  // namespace nacre
