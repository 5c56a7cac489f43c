#include "store/content_home.h"

#include <gtest/gtest.h>

#include <string>

#include "store/content.h"
#include "store/store.h"

namespace nacre {
namespace {

class ContentHomeTest : public testing::Test {
 protected:
  ~ContentHomeTest() override { Content::ForgetLacks(); }

  ContentRef Kept(std::string_view bytes) {
    ContentRef content = *Content::Copy(bytes);
    home_->Keep(*content);
    return content;
  }

  Ref<ContentHome> home_ = Ref(new ContentHome(10));
};

TEST_F(ContentHomeTest, UnloadsWhatWasUsedLeastRecently) {
  ContentRef a = Kept("aaaa");
  ContentRef b = Kept("bbbb");
  ContentRef c = Kept("cccc");
  EXPECT_EQ(home_->loaded_bytes(), 12U);
  EXPECT_EQ(a->bytes(), "aaaa");
  home_->MakeRoom(0);
  EXPECT_FALSE(b->loaded());
  EXPECT_TRUE(a->loaded() && c->loaded());
  home_->MakeRoom(6);
  EXPECT_FALSE(c->loaded());
  EXPECT_EQ(home_->loaded_bytes(), 4U);
  home_->MakeRoom(1000);
  EXPECT_EQ(home_->loaded_bytes(), 0U);
  EXPECT_TRUE(home_->HasRoom(10));
  EXPECT_FALSE(home_->HasRoom(11));
}

TEST_F(ContentHomeTest, LoadsTheSameBytesAndNoOthers) {
  ContentRef content = Kept("hello");
  home_->MakeRoom(10);
  EXPECT_FALSE(*content->Load("help!"));
  EXPECT_FALSE(*content->Load("hell"));
  EXPECT_FALSE(content->loaded());
  EXPECT_TRUE(*content->Load("hello"));
  EXPECT_EQ(content->bytes(), "hello");
  EXPECT_EQ(home_->loaded_bytes(), 5U);
  ContentRef unread = *Content::Unread(4);
  EXPECT_EQ(unread->Checksum(), std::nullopt);
  EXPECT_TRUE(*unread->Load("1234"));
  EXPECT_TRUE(unread->Checksum());
}

TEST_F(ContentHomeTest, RemembersWhatWasFoundOutAndNotesWhatWasNot) {
  ContentRef known = Kept("one\ntwo\n");
  std::string version = known->Version();
  EXPECT_TRUE(known->IsText());
  ContentRef unknown = Kept("x");
  home_->MakeRoom(10);
  EXPECT_EQ(known->Version(), version);
  EXPECT_TRUE(known->IsText());
  EXPECT_TRUE(Content::Lacks().empty());
  unknown->Version();
  unknown->IsText();
  EXPECT_EQ(Content::Lacks(), std::vector{unknown->id()});
  EXPECT_EQ(known->bytes(), "");
  EXPECT_EQ(Content::Lacks().back(), known->id());
  ASSERT_TRUE(*unknown->Load("x"));
  EXPECT_FALSE(unknown->Version().empty());
}

TEST_F(ContentHomeTest, WhatHasLeftStaysLoaded) {
  ContentRef content = Kept("12345");
  content->LeaveHome();
  home_->MakeRoom(10);
  EXPECT_TRUE(content->loaded());
  EXPECT_EQ(home_->loaded_bytes(), 0U);
}

TEST_F(ContentHomeTest, AnAreaIsVacatedUnlessSomethingIsNotLoaded) {
  ContentRef content = Kept("12345");
  content->set_place(uint64_t{7} << 32 | 100);
  home_->MakeRoom(10);
  EXPECT_TRUE(home_->Vacate(6));
  EXPECT_FALSE(home_->Vacate(7));
  ASSERT_TRUE(*content->Load("12345"));
  EXPECT_TRUE(home_->Vacate(7));
  home_->MakeRoom(10);
  EXPECT_TRUE(content->loaded());
}

TEST_F(ContentHomeTest, AChangeThatLacksABytesChangesNothing) {
  Store store({.home = home_});
  Tree before = store.tree();
  ASSERT_TRUE(store.Write("/a", *Content::Copy("one two"), 1));
  store.MarkKept(before);
  home_->MakeRoom(10);
  Tree kept = store.tree();
  TextEdit edit{.old_string = "", .new_string = "x"};
  EXPECT_FALSE(store.Edit("/a", {&edit, 1}, false, 2));
  EXPECT_FALSE(Content::Lacks().empty());
  EXPECT_TRUE(store.tree().SharesRootWith(kept));
  EXPECT_FALSE(store.Write("/b", *Content::Copy("b"), 2));
  EXPECT_TRUE(store.tree().SharesRootWith(kept));
  Content::ForgetLacks();
  EXPECT_TRUE(store.Move("/a", "/b", false, 2));
  EXPECT_EQ(store.Stat("/b")->size, 7U);
}

TEST_F(ContentHomeTest, AGrepStopsAtWhatIsNotLoadedAndGoesOn) {
  Store store({.home = home_});
  for (const char* path : {"/a", "/b", "/c", "/d", "/e"}) {
    ASSERT_TRUE(store.Write(path, *Content::Copy("x\n"), 1));
  }
  store.MarkKept(Tree());
  home_->MakeRoom(10);
  ASSERT_TRUE(*store.tree().Find("/a")->content()->Load("x\n"));
  auto first = store.Grep({.pattern = "x"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->match_count, 1U);
  EXPECT_EQ(first->stopped_at, "/b");
  // As many as half of the budget.
  EXPECT_EQ(Content::Lacks().size(), 3U);
  Content::ForgetLacks();
  for (const char* path : {"/b", "/c", "/d", "/e"}) {
    ASSERT_TRUE(*store.tree().Find(path)->content()->Load("x\n"));
  }
  auto rest = store.Grep({.pattern = "x", .max_matches = 2, .from = "/b", .spent = first->size});
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->match_count, 2U);
  EXPECT_TRUE(rest->truncated);
  EXPECT_EQ(rest->stopped_at, "");
  EXPECT_GT(rest->size, first->size);
}

TEST_F(ContentHomeTest, EqualContentsAreKnownByTheirChecksums) {
  Store one({.home = home_});
  Store other({.home = home_});
  for (Store* store : {&one, &other}) {
    ASSERT_TRUE(store->Write("/same", *Content::Copy("same"), 1));
    ASSERT_TRUE(store->Write("/size", *Content::Copy(store == &one ? "1" : "22"), 1));
    ASSERT_TRUE(store->Write("/bytes", *Content::Copy(store == &one ? "1" : "2"), 1));
    store->MarkKept(Tree());
  }
  home_->MakeRoom(10);
  auto changes = DescribeChanges(one.tree(), other.tree(), false);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].path, "/bytes");
  EXPECT_EQ(changes[1].path, "/size");
  EXPECT_TRUE(Content::Lacks().empty());
}

}  // namespace
}  // namespace nacre
