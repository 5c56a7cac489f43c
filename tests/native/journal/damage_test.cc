#include <gtest/gtest.h>

#include <random>

#include "journal/blob_names.h"
#include "journal/workload.h"

// Bytes that were safe and are not what they were.

namespace nacre {
namespace {

constexpr JournalOptions kSmall{.segment_bytes = 640,
                                .checkpoint_bytes = 192,
                                .frame_bytes = 96,
                                .extent_threshold = 60,
                                .extent_bytes = 50};

JournalOptions Repairing() {
  JournalOptions options = kSmall;
  options.repair = true;
  return options;
}

/// A workspace of a few groups, of which the last is in one piece.
class DamageTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    Session session(kSmall);
    ASSERT_TRUE(session.Load(From(disk_)));
    ASSERT_TRUE(session.Claim(From(disk_)));
    auto commit = [&] {
      auto done = session.Commit(From(disk_));
      ASSERT_TRUE(done) << done.error().message;
      begin_ = end_;
      end_ = *done;
      states_.push_back(session.tree());
    };
    states_.push_back(session.tree());
    Save(session.store(), "/a", "first");
    commit();
    if (GetParam()) {
      for (int i = 0; i < 30; ++i) {
        Save(session.store(), "/a", Filled(50, std::to_string(i)));
        commit();
      }
      for (int i = 0; i < 20; ++i) ASSERT_TRUE(session.Tend(From(disk_)));
      ASSERT_FALSE(NewestOf(disk_).snapshot.empty());
      states_ = {session.tree()};
    }
    PutMany(session.store(), "/many", 4, 40);
    commit();
    Save(session.store(), "/big", Filled(90, "in an extent "));
    commit();
    Save(session.store(), "/b", "before the last");
    commit();
    Save(session.store(), "/c", "the last");
    commit();
    ASSERT_EQ(begin_.serial, end_.serial);
    last_name_ = NameOfLast();
  }

  std::string NameOfLast() {
    for (const std::string& name : disk_.Names()) {
      if (!SegmentIdOf(name)) continue;
      std::string_view there =
          std::string_view(disk_.Bytes(name)).substr(static_cast<size_t>(begin_.offset));
      if (there.starts_with(end_.frames)) return name;
    }
    ADD_FAILURE() << "the last group is nowhere";
    return {};
  }

  bool IsInLast(const std::string& name, size_t byte) const {
    return name == last_name_ && byte >= begin_.offset && byte < end_.offset;
  }

  const Tree& full() const { return states_.back(); }
  const Tree& before_last() const { return states_[states_.size() - 2]; }

  MemoryVolume disk_;
  std::vector<Tree> states_;
  CommitReport begin_;  ///< Where the last group begins.
  CommitReport end_;
  std::string last_name_;
};

TEST_P(DamageTest, ALastGroupCutAnywhereNeverWas) {
  std::mt19937 random(4);
  for (size_t cut = static_cast<size_t>(begin_.offset); cut < end_.offset; ++cut) {
    for (bool zeros : {true, false}) {
      MemoryVolume disk = disk_;
      std::string& bytes = disk.Damage(last_name_);
      for (size_t i = cut; i < end_.offset; ++i) {
        bytes[i] = zeros ? '\0' : static_cast<char>(random());
      }
      if (bytes == disk_.Bytes(last_name_)) continue;
      bool is_padding = zeros && cut + Frame::kAlignment > end_.offset;
      Session session(kSmall);
      auto loaded = session.Load(From(disk));
      ASSERT_TRUE(loaded) << cut << " " << loaded.error().message;
      ASSERT_TRUE(SameFiles(session.tree(), before_last()) ||
                  (is_padding && SameFiles(session.tree(), full())))
          << cut;
      bool has_header = cut >= begin_.offset + Frame::kHeaderBytes;
      if (has_header && !is_padding) EXPECT_GT(session.journal().dropped_bytes(), 0U) << cut;
    }
  }
}

TEST_P(DamageTest, ABitThatFlipsIsNoticedOrMeansNothing) {
  size_t corrupt = 0;
  for (const std::string& name : disk_.Names()) {
    for (size_t bit = 0; bit < disk_.Bytes(name).size() * 8; ++bit) {
      std::string& bytes = disk_.Damage(name);
      char right = bytes[bit / 8];
      bytes[bit / 8] = static_cast<char>(right ^ (1 << (bit % 8)));
      Session session(kSmall);
      auto loaded = session.Load(From(disk_));
      if (!loaded) {
        ASSERT_EQ(CodeName(loaded.error().code), "corrupt") << name << " bit " << bit;
        ++corrupt;
      } else if (!SameFiles(session.tree(), full())) {
        ASSERT_TRUE(IsInLast(name, bit / 8)) << name << " bit " << bit;
        ASSERT_TRUE(SameFiles(session.tree(), before_last())) << name << " bit " << bit;
      }
      bytes[bit / 8] = right;
    }
  }
  EXPECT_GT(corrupt, 100U);
}

TEST_P(DamageTest, RepairOpensWhatStandsBeforeTheDamage) {
  size_t repaired = 0;
  for (const std::string& name : disk_.Names()) {
    if (!SegmentIdOf(name)) continue;
    for (size_t byte = 0; byte < disk_.Bytes(name).size(); byte += 3) {
      MemoryVolume disk = disk_;
      disk.Damage(name)[byte] ^= 0x40;
      Session plain(kSmall);
      if (plain.Load(From(disk))) continue;
      Session session(Repairing());
      auto loaded = session.Load(From(disk));
      if (!loaded) {
        ASSERT_EQ(loaded.error().message, "The snapshot of the workspace is damaged");
        continue;
      }
      ++repaired;
      bool is_prefix = std::ranges::any_of(
          states_, [&](const Tree& state) { return SameFiles(state, session.tree()); });
      ASSERT_TRUE(is_prefix) << name << " byte " << byte;
      // From the next claim on the damage is forgotten.
      auto claimed = session.Claim(From(disk));
      ASSERT_TRUE(claimed) << claimed.error().message;
      for (int i = 0; i < 12; ++i) {
        Save(session.store(), "/repaired", std::to_string(i));
        ASSERT_TRUE(session.Commit(From(disk)));
        ASSERT_TRUE(session.Tend(From(disk)));
        Session again(kSmall);
        auto opened = again.Load(From(disk));
        ASSERT_TRUE(opened) << name << " byte " << byte << " " << opened.error().message;
        ASSERT_TRUE(SameFiles(again.tree(), session.tree()));
      }
    }
  }
  EXPECT_GT(repaired, 10U);
}

TEST_P(DamageTest, WhatIsMissingIsNoticed) {
  for (const std::string& name : disk_.Names()) {
    MemoryVolume disk = disk_;
    disk.Perform({.value = {{"op", "remove"}, {"name", name}}, .payload = {}});
    Session session(kSmall);
    auto loaded = session.Load(From(disk));
    if (!loaded) {
      EXPECT_EQ(CodeName(loaded.error().code), "corrupt") << name;
    } else {
      EXPECT_TRUE(SameFiles(session.tree(), full())) << name;
    }
  }
}

TEST_P(DamageTest, WithoutCheckpointsAWorkspaceIsNotTakenForAnEmptyOne) {
  for (bool repair : {false, true}) {
    MemoryVolume disk = disk_;
    for (uint64_t slot = 0; slot < 2; ++slot) {
      disk.Perform({.value = {{"op", "remove"}, {"name", HeadName(slot)}}, .payload = {}});
    }
    Session session(repair ? Repairing() : kSmall);
    EXPECT_FAILS(session.Load(From(disk)), Code::kCorrupt,
                 "The newest checkpoint of the workspace is damaged");
  }
}

INSTANTIATE_TEST_SUITE_P(Workspaces, DamageTest, testing::Bool(), [](const auto& info) {
  return info.param ? "WithSnapshot" : "WithLogOnly";
});

}  // namespace
}  // namespace nacre
