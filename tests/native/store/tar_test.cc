#include "store/tar.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "store/tar_header.h"
#include "workspace.h"

namespace nacre {
namespace {

using Files = std::map<std::string, std::string>;

std::string Member(TarHeader header, std::string_view data = {}) {
  header.size = std::max<uint64_t>(header.size, data.size());
  auto block = WriteTarHeader(header, 0644);
  EXPECT_TRUE(block);
  std::string member(block->data(), block->size());
  member += data;
  return member + std::string(TarPadding(data.size()), '\0');
}

std::string End() { return std::string(1024, '\0'); }

std::string Pax(std::string_view records) {
  return Member({.type = 'x', .name = "pax", .size = 0, .mtime = 0}, records);
}

std::string Fixed(std::string block, size_t offset, std::string_view bytes) {
  block.replace(offset, bytes.size(), bytes);
  unsigned sum = 0;
  block.replace(148, 8, "        ");
  for (size_t i = 0; i < 512; ++i) sum += static_cast<uint8_t>(block[i]);
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  return block.replace(148, 7, std::string_view(text, 7));
}

Result<Store> Load(std::string_view archive, std::string_view into = "/") {
  auto contents = ReadTar(archive, into);
  if (!contents) return std::unexpected(contents.error());
  Store store;
  if (auto imported = store.Import(contents->entries, kLate); !imported) {
    return std::unexpected(imported.error());
  }
  return store;
}

Files Loaded(std::string_view archive, std::string_view into = "/") {
  auto store = Load(archive, into);
  EXPECT_TRUE(store) << store.error().message;
  return store ? Contents(store->tree()) : Files{};
}

TEST(Tar, RoundTripKeepsPathsBytesDirectoriesAndTimes) {
  std::string longest(255, 'n');
  std::string deep;
  for (int i = 0; i < 15; ++i) deep += "/" + longest;
  Files files = {{"/a", ""},
                 {"/b/block", std::string(512, 'x')},
                 {"/b/over", std::string(513, 'y')},
                 {"/b-c", std::string("\0\xFF", 2)},
                 {"/grün\n", "umlaut"},
                 {"/~tilde", "t"},
                 {"/C:/x", "drive"},
                 {"/" + std::string(100, 'm'), "100"},
                 {"/" + std::string(101, 'm'), "101"},
                 {"/" + std::string(155, 'p') + "/" + std::string(100, 'q'), "split"},
                 {deep, "deep"}};
  Store store = StoreWith(files);
  ASSERT_TRUE(store.MakeDirectory("/empty", true, 1));
  Timestamp odd[] = {1'234'567, -1, -1'500'000, 253'402'300'799'999'999, 8'589'934'592'000'000};
  for (size_t i = 0; i < std::size(odd); ++i) {
    ASSERT_TRUE(Put(store, "/time" + std::to_string(i), "x", odd[i]));
  }
  auto archive = WriteTar(store.tree(), "/");
  ASSERT_TRUE(archive);
  EXPECT_EQ((*archive)->size() % kTarBlock, 0u);
  auto copy = Load((*archive)->bytes());
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(Contents(copy->tree()), Contents(store.tree()));
  for (TreeCursor at(store.tree()); !at.done(); at.Next()) {
    EXPECT_EQ(copy->tree().Find(at->path())->times().modified, at->times().modified) << at->path();
  }
  EXPECT_EQ((*WriteTar(copy->tree(), "/"))->bytes(), (*archive)->bytes());
}

TEST(Tar, WritesASubtreeByRelativeNamesAndAFileByItsOwn) {
  Store store = StoreWith({{"/d/x", "1"}, {"/d/e/y", "2"}, {"/d-x", "3"}});
  auto archive = WriteTar(store.tree(), "/d");
  ASSERT_TRUE(archive);
  EXPECT_EQ(Loaded((*archive)->bytes(), "/into/here"), (Files{{"/into/", ""},
                                                              {"/into/here/", ""},
                                                              {"/into/here/e/", ""},
                                                              {"/into/here/e/y", "2"},
                                                              {"/into/here/x", "1"}}));
  EXPECT_EQ(Loaded((*WriteTar(store.tree(), "/d-x"))->bytes()), (Files{{"/d-x", "3"}}));
  EXPECT_FAILS(WriteTar(store.tree(), "/nope"), Code::kNotFound, "Path '/nope' not found");
  EXPECT_EQ((*WriteTar(Tree(), "/"))->bytes(), End());
}

TEST(Tar, TheSameTreeGivesTheSameBytes) {
  Store one = StoreWith({{"/a", "1"}, {"/b", "2"}});
  Store two;
  ASSERT_TRUE(Put(two, "/b", "2"));
  ASSERT_TRUE(Put(two, "/a", "1"));
  EXPECT_EQ((*WriteTar(one.tree(), "/"))->bytes(), (*WriteTar(two.tree(), "/"))->bytes());
}

TEST(Tar, ReadsGnuLongNamesAndPaxPaths) {
  std::string name = "long/" + std::string(200, 'g');
  std::string gnu = Member({.type = 'L', .name = "././@LongLink", .size = 0, .mtime = 0},
                           name + std::string(1, '\0')) +
                    Member({.type = '0', .name = "short", .size = 0, .mtime = 7}, "data") + End();
  EXPECT_EQ(Loaded(gnu), (Files{{"/long/", ""}, {"/" + name, "data"}}));
  std::string pax = Pax("15 path=p\xC3\xBC/x=\n20 mtime=12.3456789\n") +
                    Member({.type = '0', .name = "short", .size = 0, .mtime = 7}, "data") +
                    Member({.type = '0', .name = "next", .size = 0, .mtime = 7}, "n") + End();
  auto store = Load(pax);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(Contents(store->tree()), (Files{{"/next", "n"}, {"/pü/", ""}, {"/pü/x=", "data"}}));
  EXPECT_EQ(store->Stat("/pü/x=")->modified_at, 12'345'678);
  EXPECT_EQ(store->Stat("/next")->modified_at, 7'000'000);
}

TEST(Tar, APaxSizeCountsInsteadOfTheHeaders) {
  std::string member = Fixed(Member({.type = '0', .name = "f", .size = 0, .mtime = 0}), 124,
                             std::string_view("00000000000\0", 12));
  std::string archive = Pax("10 size=4\n") + member + "data" + std::string(508, '\0') + End();
  EXPECT_EQ(Loaded(archive), (Files{{"/f", "data"}}));
}

TEST(Tar, TheLastMemberOfAPathWins) {
  std::string archive = Member({.type = '0', .name = "f", .size = 0, .mtime = 1}, "old") +
                        Member({.type = '0', .name = "./f", .size = 0, .mtime = 2}, "new") + End();
  EXPECT_EQ(Loaded(archive), (Files{{"/f", "new"}}));
}

TEST(Tar, LinksDevicesAndSparseFilesAreSkippedAndNamed) {
  std::string archive;
  for (char type : std::string("12346SZ")) {
    archive += Member({.type = type, .name = std::string("m") + type, .size = 0, .mtime = 0});
  }
  archive += Pax("22 GNU.sparse.major=1\n") +
             Member({.type = '0', .name = "s", .size = 0, .mtime = 0}, "map") +
             Member({.type = '7', .name = "contiguous", .size = 0, .mtime = 0}, "c") +
             Member({.type = '\0', .name = "old/", .size = 0, .mtime = 0}) + End();
  auto contents = ReadTar(archive, "/");
  ASSERT_TRUE(contents) << contents.error().message;
  std::string skipped;
  for (const TarSkip& skip : contents->skipped) skipped += skip.path + ":" + skip.reason + " ";
  EXPECT_EQ(skipped,
            "m1:hard link m2:symbolic link m3:device m4:device m6:named pipe mS:sparse file "
            "mZ:unknown kind of member s:sparse file ");
  ASSERT_EQ(contents->entries.size(), 2u);
  EXPECT_EQ(contents->entries[0]->path(), "/contiguous");
  EXPECT_TRUE(contents->entries[1]->is_directory());
}

TEST(Tar, PathsOutsideAreRefused) {
  for (std::string_view name : {"../x", "a/../../x", "a/.."}) {
    std::string archive =
        Member({.type = '0', .name = "good", .size = 0, .mtime = 0}, "x") +
        Member({.type = '0', .name = std::string(name), .size = 0, .mtime = 0}, "x") + End();
    EXPECT_FAILS(Load(archive, "/in"), Code::kInvalidPath, "Path cannot contain '..'");
  }
  EXPECT_EQ(
      Loaded(Member({.type = '0', .name = "/etc/x", .size = 0, .mtime = 0}, "x") + End(), "/in"),
      (Files{{"/in/", ""}, {"/in/etc/", ""}, {"/in/etc/x", "x"}}));
  for (std::string_view name : {".", "/"}) {
    std::string archive =
        Member({.type = '5', .name = std::string(name), .size = 0, .mtime = 0}) + End();
    EXPECT_EQ(Loaded(archive), Files{});
  }
  EXPECT_FAILS(Load(Member({.type = '0', .name = ".", .size = 0, .mtime = 0}, "x") + End()),
               Code::kInvalidPath, "Archive has a file without a name");
}

TEST(Tar, AFileWhereTheArchiveHasADirectoryIsRefused) {
  std::string archive = Member({.type = '0', .name = "f", .size = 0, .mtime = 0}, "x") +
                        Member({.type = '5', .name = "f/", .size = 0, .mtime = 0}) + End();
  EXPECT_FAILS(Load(archive), Code::kNotADirectory, "Path '/f' is a file, not a directory");
}

TEST(Tar, EveryCutIsNoticed) {
  std::string archive = Pax("10 path=a\n") +
                        Member({.type = '0', .name = "f", .size = 0, .mtime = 0}, "data") + End();
  for (size_t size = 0; size + 1024 < archive.size(); ++size) {
    auto cut = ReadTar(std::string_view(archive).substr(0, size), "/");
    ASSERT_FALSE(cut) << size;
    ASSERT_EQ(cut.error().code, Code::kCorrupt);
  }
}

TEST(Tar, DamageIsNoticed) {
  std::string good = Member({.type = '0', .name = "f", .size = 0, .mtime = 0}, "data") + End();
  for (size_t at : {0u, 100u, 124u, 148u, 156u, 257u, 400u}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    EXPECT_FAILS(ReadTar(bad, "/"), Code::kCorrupt,
                 "Archive has a header with a wrong checksum or number at byte 0");
  }
  EXPECT_FALSE(ReadTar(Fixed(good, 124, "99999999999"), "/"));
  EXPECT_FALSE(ReadTar(Fixed(good, 124, "77777777777"), "/"));
  EXPECT_FALSE(ReadTar(Fixed(good, 124, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "/"));
  EXPECT_FALSE(ReadTar(Fixed(good, 124, "\x80\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), "/"));
  for (std::string_view records : {"x", "5", "5 a=\n9", "99 path=a\n", "3 a", "6 path\n", "0 a=b\n",
                                   "99999999999999999999 a=b\n", "9 size=x\n", "11 size=-1\n"}) {
    EXPECT_FALSE(ReadTar(Pax(records) + good, "/")) << records;
  }
}

TEST(Tar, BinaryNumbersOfGnu) {
  std::string member = Member({.type = '0', .name = "f", .size = 0, .mtime = 0}, "data");
  std::string size("\x80\0\0\0\0\0\0\0\0\0\0\x04", 12);
  std::string time("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 12);
  auto store = Load(Fixed(Fixed(member, 124, size), 136, time) + End());
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(store->Stat("/f")->size, 4u);
  EXPECT_EQ(store->Stat("/f")->modified_at, -2'000'000);
  std::string huge("\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12);
  std::string least("\xFF\xFF\xFF\xFF\x80\0\0\0\0\0\0\0", 12);
  for (const std::string& far : {huge, least}) {
    auto odd = Load(Fixed(member, 136, far) + End());
    ASSERT_TRUE(odd) << odd.error().message;
    EXPECT_EQ(odd->Stat("/f")->modified_at, std::nullopt);
  }
}

}  // namespace
}  // namespace nacre
