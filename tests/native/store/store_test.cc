#include "store/store.h"

#include <gtest/gtest.h>

#include "workspace.h"

namespace nacre {
namespace {

using Files = std::map<std::string, std::string>;

std::vector<std::string> Names(const Listing& listing) {
  std::vector<std::string> names;
  for (const FileInfo& info : listing.entries) {
    names.push_back(info.name + (info.is_directory ? "/" : ""));
  }
  return names;
}

GrepOptions GrepFor(std::string_view pattern, std::string_view root = "/") {
  GrepOptions options;
  options.pattern = pattern;
  options.root = root;
  return options;
}

std::string Events(const Store& store, uint64_t after) {
  std::string text;
  for (const Event& event : store.ChangesSince(after).events) {
    text += std::string(EventKindName(event.kind)) + " ";
    if (!event.from.empty()) text += event.from + ">";
    text += event.path + (event.is_directory ? "/; " : "; ");
  }
  return text;
}

TEST(Store, WriteMakesParentsAndNormalises) {
  Store store;
  auto written = Put(store, "a//b/./c.txt", "hello");
  ASSERT_TRUE(written);
  EXPECT_EQ(written->path, "/a/b/c.txt");
  EXPECT_TRUE(written->created);
  EXPECT_EQ(written->size, 5u);
  EXPECT_EQ(Contents(store.tree()), (Files{{"/a/", ""}, {"/a/b/", ""}, {"/a/b/c.txt", "hello"}}));
  EXPECT_FALSE(Put(store, "/a/b/c.txt", "x")->created);
}

TEST(Store, TimesOfAFile) {
  Store store;
  ASSERT_TRUE(Put(store, "/a", "1", kEarly));
  ASSERT_TRUE(Put(store, "/a", "2", kLate));
  EXPECT_EQ(store.Stat("/a")->created_at, kEarly);
  EXPECT_EQ(store.Stat("/a")->modified_at, kLate);
  ASSERT_TRUE(store.Move("/a", "/b", false, kLate + 1));
  EXPECT_EQ(store.Stat("/b")->created_at, kEarly);
  EXPECT_EQ(store.Stat("/b")->modified_at, kLate);
}

TEST(Store, FilesAndDirectoriesExcludeEachOther) {
  Store store = StoreWith({{"/f", "x"}, {"/d/g", "y"}});
  EXPECT_FAILS(Put(store, "/f/x", "z"), Code::kNotADirectory,
               "Path '/f/x' cannot exist: '/f' is a file, not a directory");
  EXPECT_FAILS(Put(store, "/f/x/y/z", "z"), Code::kNotADirectory,
               "Path '/f/x/y/z' cannot exist: '/f' is a file, not a directory");
  EXPECT_FAILS(Put(store, "/d", "z"), Code::kIsADirectory, "Path '/d' is a directory");
  EXPECT_FAILS(Put(store, "/", "z"), Code::kIsADirectory, "Path '/' is a directory");
  EXPECT_FAILS(store.ReadBytes("/d"), Code::kIsADirectory, "Path '/d' is a directory");
  EXPECT_FAILS(store.ReadBytes("/"), Code::kIsADirectory, "Path '/' is a directory");
  EXPECT_FAILS(store.ReadBytes("/f/x"), Code::kNotADirectory,
               "File '/f/x' not found: '/f' is a file, not a directory");
  EXPECT_FAILS(store.ReadBytes("/nope"), Code::kNotFound, "File '/nope' not found");
  EXPECT_FAILS(store.MakeDirectory("/f", true, 1), Code::kAlreadyExists,
               "Path '/f' already exists");
  EXPECT_EQ(Contents(store.tree()), (Files{{"/d/", ""}, {"/d/g", "y"}, {"/f", "x"}}));
}

TEST(Store, UnsafePathsAreRefusedByEveryOperation) {
  Store store = StoreWith({{"/f", "x"}});
  std::string_view bad = "/a/../f";
  std::string_view message = "Path cannot contain '..'";
  EXPECT_FALSE(store.Exists(bad));
  EXPECT_FAILS(store.Stat(bad), Code::kInvalidPath, message);
  EXPECT_FAILS(store.List(bad), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Read(bad), Code::kInvalidPath, message);
  EXPECT_FAILS(Put(store, bad, "y"), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Remove(bad, true), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Move(bad, "/g", false, 1), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Move("/f", bad, false, 1), Code::kInvalidPath, message);
  EXPECT_FAILS(store.MakeDirectory(bad, true, 1), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Edit(bad, {}, false, 1), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Grep(GrepFor("x", bad)), Code::kInvalidPath, message);
  EXPECT_FAILS(store.Glob({.pattern = "x", .path = std::string(bad)}), Code::kInvalidPath, message);
}

TEST(Store, CreateOnlyAndIfVersion) {
  Store store = StoreWith({{"/f", "x"}});
  EXPECT_FAILS(store.Write("/f", Bytes("y"), 1, {.create_only = true, .if_version = {}}),
               Code::kAlreadyExists, "Path '/f' already exists");
  std::string version = store.Read("/f")->version;
  ASSERT_EQ(version.size(), 32u);
  WriteOptions options{.create_only = false, .if_version = version.substr(0, 12)};
  EXPECT_TRUE(store.Write("/f", Bytes("y"), 1, options));
  EXPECT_FAILS(store.Write("/f", Bytes("z"), 1, options), Code::kStale,
               "File '/f' has changed: its version is '" + store.Read("/f")->version.substr(0, 12) +
                   "', not '" + options.if_version + "'");
  options.if_version = "abc";
  EXPECT_FAILS(store.Write("/f", Bytes("z"), 1, options), Code::kInvalidArgument,
               "Version 'abc' must have 12 to 32 hexadecimal digits");
  options.if_version = version;
  EXPECT_FAILS(store.Write("/g", Bytes("z"), 1, options), Code::kNotFound, "File '/g' not found");
}

TEST(Store, ListShowsDirectoriesFirstAndHiddenNames) {
  Store store = StoreWith({{"/b/x/y", "1"},
                           {"/b-c", "2"},
                           {"/.env", "3"},
                           {"/a", "4"},
                           {"/b/z", "5"},
                           {"/.git/config", "6"}});
  EXPECT_EQ(Names(*store.List("/")), (std::vector<std::string>{".git/", "b/", ".env", "a", "b-c"}));
  EXPECT_EQ(Names(*store.List("b")), (std::vector<std::string>{"x/", "z"}));
  EXPECT_EQ(Names(*store.List("/a")), (std::vector<std::string>{"a"}));
  EXPECT_FAILS(store.List("/nope"), Code::kNotFound, "Path '/nope' not found");
  FileInfo file = store.List("/")->entries.back();
  EXPECT_EQ(file.path, "/b-c");
  EXPECT_EQ(file.size, 1u);
  EXPECT_EQ(file.modified_at, kEarly);
  FileInfo directory = store.List("/")->entries.front();
  EXPECT_EQ(directory.size, std::nullopt);
  EXPECT_EQ(directory.modified_at, std::nullopt);
}

TEST(Store, NamesMayHoldNewlines) {
  Store store = StoreWith({{"/a\nb/c\n", "x"}});
  EXPECT_TRUE(store.Exists("/a\nb/c\n"));
  EXPECT_EQ(Names(*store.List("/")), (std::vector<std::string>{"a\nb/"}));
  EXPECT_EQ(store.Glob({.pattern = "**"})->matches[0].path, "/a\nb/c\n");
}

TEST(Store, StatOfTheRoot) {
  auto root = Store().Stat("/");
  ASSERT_TRUE(root);
  EXPECT_TRUE(root->is_directory);
  EXPECT_EQ(root->name, "");
}

TEST(Store, ReadFormatsAndVersion) {
  Store store =
      StoreWith({{"/f", "one\r\ntwo\n"}, {"/b", "\xFF"}, {"/nul", std::string("a\0b", 3)}});
  EXPECT_EQ(store.Read("/f")->page.text, "     1\tone\n     2\ttwo");
  EXPECT_EQ(store.Read("/f", {.page = {}, .format = ReadFormat::kRaw})->page.text, "one\r\ntwo\n");
  auto hashed = store.Read("/f", {.page = {}, .format = ReadFormat::kHashline});
  ASSERT_TRUE(hashed);
  EXPECT_EQ(hashed->line_hashes.size(), 4u);
  EXPECT_TRUE(hashed->page.text.ends_with("[version " + hashed->version.substr(0, 12) + "]"));
  EXPECT_FAILS(store.Read("/b"), Code::kNotText, "File '/b' is binary; read it as bytes instead");
  EXPECT_EQ((*store.ReadBytes("/b"))->bytes(), "\xFF");
  EXPECT_TRUE(store.Read("/nul"));
}

TEST(Store, EmptyContent) {
  Store store = StoreWith({{"/e", ""}});
  EXPECT_EQ(store.Read("/e")->page.text, "(empty file)");
  EXPECT_EQ(store.Stat("/e")->size, 0u);
}

TEST(Store, EditReplacesAndDryRunDoesNot) {
  Store store = StoreWith({{"/f", "a b a"}, {"/bin", "\xFF"}});
  TextEdit edit{.old_string = "b", .new_string = "$&"};
  auto tried = store.Edit("/f", {{edit}}, true, kLate);
  ASSERT_TRUE(tried);
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "a b a");
  auto done = store.Edit("f", {{edit}}, false, kLate);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->path, "/f");
  EXPECT_EQ(done->occurrences, 1u);
  EXPECT_EQ(done->diff, tried->diff);
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "a $& a");
  EXPECT_EQ(store.Stat("/f")->created_at, kEarly);
  EXPECT_EQ(store.Stat("/f")->modified_at, kLate);
  EXPECT_FAILS(store.Edit("/bin", {{edit}}, false, 1), Code::kNotText,
               "File '/bin' is binary and cannot be edited as text");
  EXPECT_FAILS(store.Edit("/nope", {{edit}}, false, 1), Code::kNotFound, "File '/nope' not found");
}

TEST(Store, SeveralEditsAreAllOrNothing) {
  Store store = StoreWith({{"/f", "one two"}});
  std::vector<TextEdit> edits = {{.old_string = "one", .new_string = "1"},
                                 {.old_string = "three", .new_string = "3"}};
  EXPECT_FALSE(store.Edit("/f", edits, false, 1));
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "one two");
  edits[1].old_string = "two";
  EXPECT_TRUE(store.Edit("/f", edits, false, 1));
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "1 3");
}

TEST(Store, EditByHashChecksTheVersion) {
  Store store = StoreWith({{"/f", "one\ntwo\n"}});
  auto hash = HashOfLine("two", LineHash::kMd5);
  LineEdit edit{.start_line = 2, .start_hash = {hash.data(), 2}, .new_content = "TWO"};
  std::string version = store.Read("/f")->version;
  LineEditOptions options;
  options.version = version;
  auto done = store.EditByHash("/f", {{edit}}, options, false, 1);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "one\nTWO\n");
  EXPECT_FALSE(done->summary.empty());
  auto again = store.EditByHash("/f", {{edit}}, options, false, 1);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kStale);
}

TEST(Store, AnEditOverTheQuotaChangesNothingEvenWhenOnlyTried) {
  Store store = StoreWith({{"/f", "aaaa"}}, {.max_bytes = 5});
  TextEdit edit{.old_string = "aaaa", .new_string = "bbbbbb"};
  for (bool dry_run : {true, false}) {
    auto edited = store.Edit("/f", {{edit}}, dry_run, 1);
    ASSERT_FALSE(edited);
    EXPECT_EQ(edited.error().code, Code::kQuotaExceeded);
  }
  EXPECT_EQ((*store.ReadBytes("/f"))->bytes(), "aaaa");
}

TEST(Store, PatchChangesSeveralFilesOrNone) {
  Store store = StoreWith({{"/a", "one\n"}, {"/b", "two\n"}, {"/c", "three\n"}});
  std::string good =
      "*** Begin Patch\n*** Update File: a\n*** Move to: sub/a\n@@\n-one\n+ONE\n"
      "*** Delete File: b\n*** Add File: new/d\n+four\n*** End Patch\n";
  std::string bad =
      "*** Begin Patch\n*** Delete File: b\n*** Update File: c\n@@\n-nope\n+x\n*** End Patch\n";
  Files before = Contents(store.tree());
  EXPECT_FALSE(store.Patch(bad, {}, false, kLate));
  EXPECT_EQ(Contents(store.tree()), before);
  ASSERT_TRUE(store.Patch(good, {}, true, kLate));
  EXPECT_EQ(Contents(store.tree()), before);
  auto done = store.Patch(good, {}, false, kLate);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->files.size(), 3u);
  EXPECT_EQ(Contents(store.tree()), (Files{{"/c", "three\n"},
                                           {"/new/", ""},
                                           {"/new/d", "four\n"},
                                           {"/sub/", ""},
                                           {"/sub/a", "ONE\n"}}));
  EXPECT_EQ(store.Stat("/sub/a")->created_at, kEarly);
}

TEST(Store, RemoveTakesOutASubtree) {
  Store store = StoreWith({{"/d/x", "12"}, {"/d/y/z", "3"}, {"/d-e", "4"}, {"/d0", "5"}});
  EXPECT_FAILS(store.Remove("/d", false), Code::kIsADirectory,
               "Directory '/d' is not empty; removing it needs recursive");
  auto gone = store.Remove("/d", true);
  ASSERT_TRUE(gone);
  EXPECT_EQ(*gone, (TreeTotals{4, 2, 3}));
  EXPECT_EQ(Contents(store.tree()), (Files{{"/d-e", "4"}, {"/d0", "5"}}));
  EXPECT_FAILS(store.Remove("/d", true), Code::kNotFound, "Path '/d' not found");
  EXPECT_TRUE(store.Remove("/", true));
  EXPECT_EQ(store.Usage().files, 0u);
}

TEST(Store, ParentsOutliveTheirContent) {
  Store store = StoreWith({{"/src/pkg/mod.py", "x"}});
  ASSERT_TRUE(store.Remove("/src/pkg/mod.py", false));
  EXPECT_EQ(Contents(store.tree()), (Files{{"/src/", ""}, {"/src/pkg/", ""}}));
  EXPECT_TRUE(store.Remove("/src/pkg", false));
}

TEST(Store, MoveOfAFileAndOfADirectory) {
  Store store =
      StoreWith({{"/a", "1"}, {"/d/x", "2"}, {"/d/y/z", "3"}, {"/d-e", "4"}, {"/t", "5"}});
  EXPECT_FAILS(store.Move("/a", "/t", false, 1), Code::kAlreadyExists, "Path '/t' already exists");
  EXPECT_FAILS(store.Move("/a", "/d", true, 1), Code::kAlreadyExists, "Path '/d' already exists");
  EXPECT_FAILS(store.Move("/d", "/t", true, 1), Code::kAlreadyExists, "Path '/t' already exists");
  EXPECT_FAILS(store.Move("/d", "/d/y/w", true, 1), Code::kInvalidArgument,
               "Cannot move '/d' into itself, to '/d/y/w'");
  EXPECT_FAILS(store.Move("/", "/x", true, 1), Code::kInvalidArgument,
               "Cannot move '/' into itself, to '/x'");
  EXPECT_FAILS(store.Move("/nope", "/x", true, 1), Code::kNotFound, "Path '/nope' not found");
  EXPECT_FAILS(store.Move("/a", "/t/x", true, 1), Code::kNotADirectory,
               "Path '/t/x' cannot exist: '/t' is a file, not a directory");
  auto moved = store.Move("/a", "/t", true, 1);
  ASSERT_TRUE(moved);
  EXPECT_TRUE(moved->overwritten);
  ASSERT_TRUE(store.Move("/d", "/new/place", false, 1));
  EXPECT_EQ(Contents(store.tree()), (Files{{"/d-e", "4"},
                                           {"/new/", ""},
                                           {"/new/place/", ""},
                                           {"/new/place/x", "2"},
                                           {"/new/place/y/", ""},
                                           {"/new/place/y/z", "3"},
                                           {"/t", "1"}}));
  ExpectSound(store.tree());
}

TEST(Store, AMoveThatWouldMakePathsTooLongChangesNothing) {
  Store store;
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "/0123456789";
  ASSERT_TRUE(Put(store, "/d" + deep, "x"));
  ASSERT_TRUE(Put(store, "/e" + deep + "/f", "y"));
  Files before = Contents(store.tree());
  auto moved = store.Move("/d", "/e" + deep + "/g", false, 1);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, Code::kInvalidPath);
  EXPECT_EQ(Contents(store.tree()), before);
}

TEST(Store, MakeDirectory) {
  Store store;
  EXPECT_FAILS(store.MakeDirectory("/a/b", false, 1), Code::kNotFound, "Path '/a' not found");
  EXPECT_EQ(*store.MakeDirectory("/a/b", true, 1), true);
  EXPECT_EQ(*store.MakeDirectory("/a/b", true, 1), false);
  EXPECT_FAILS(store.MakeDirectory("/a", false, 1), Code::kAlreadyExists,
               "Path '/a' already exists");
  EXPECT_EQ(*store.MakeDirectory("/", true, 1), false);
  EXPECT_EQ(store.Usage().directories, 2u);
}

TEST(Store, QuotasRefuseAndChangeNothing) {
  Store store = StoreWith({{"/a", "12345"}}, {.max_bytes = 8, .max_files = 3, .max_file_bytes = 6});
  EXPECT_FAILS(Put(store, "/b", "1234567"), Code::kQuotaExceeded,
               "File '/b' of 7 bytes is over the workspace's limit of 6 bytes a file");
  EXPECT_FAILS(Put(store, "/b", "1234"), Code::kQuotaExceeded,
               "The workspace would hold 9 bytes; at most 8 are allowed");
  EXPECT_FAILS(Put(store, "/b/c/d", "1"), Code::kQuotaExceeded,
               "The workspace would hold 4 files and directories; at most 3 are allowed");
  EXPECT_EQ(Contents(store.tree()), (Files{{"/a", "12345"}}));
  EXPECT_TRUE(Put(store, "/a", "1"));
  EXPECT_TRUE(Put(store, "/b", "1234"));
}

TEST(Store, AStoreOverItsQuotaCanShrink) {
  Store big = StoreWith({{"/a", "12345"}, {"/b", "123"}});
  Store store({.max_bytes = 4});
  EXPECT_FALSE(store.Restore(big.tree()));
  EXPECT_TRUE(store.tree().SharesRootWith(Tree()));
}

TEST(Store, ApplyIsAtomic) {
  Store store = StoreWith({{"/f", "x"}});
  std::vector<BatchItem> items = {{"/a/b", Bytes("1")}, {"/c", {}}, {"/a/b", Bytes("22")}};
  auto applied = store.Apply(items, kLate);
  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->created, 2u);
  EXPECT_EQ(applied->modified, 1u);
  EXPECT_EQ(Contents(store.tree()), (Files{{"/a/", ""}, {"/a/b", "22"}, {"/c/", ""}, {"/f", "x"}}));
  items = {{"/new", Bytes("1")}, {"/f/x", Bytes("2")}};
  Files before = Contents(store.tree());
  EXPECT_FALSE(store.Apply(items, kLate));
  EXPECT_EQ(Contents(store.tree()), before);
}

TEST(Store, ForksGoTheirOwnWay) {
  Store store = StoreWith({{"/a", "1"}});
  Store fork = store.Fork();
  EXPECT_TRUE(fork.tree().SharesRootWith(store.tree()));
  ASSERT_TRUE(Put(fork, "/a", "2"));
  ASSERT_TRUE(Put(store, "/b", "3"));
  EXPECT_EQ(Contents(store.tree()), (Files{{"/a", "1"}, {"/b", "3"}}));
  EXPECT_EQ(Contents(fork.tree()), (Files{{"/a", "2"}}));
}

TEST(Store, RestoreGoesBackAndTellsTheDifference) {
  Store store = StoreWith({{"/a", "1"}, {"/d/x", "2"}, {"/d/y", "2"}});
  Tree snapshot = store.tree();
  ASSERT_TRUE(store.Remove("/d", true));
  ASSERT_TRUE(Put(store, "/a", "2"));
  ASSERT_TRUE(Put(store, "/new/b", "3"));
  uint64_t sequence = store.sequence();
  ASSERT_TRUE(store.Restore(snapshot));
  EXPECT_TRUE(store.tree().SharesRootWith(snapshot));
  EXPECT_EQ(Events(store, sequence),
            "modified /a; directory /d/; created /d/x; created /d/y; removed /new/; ");
}

TEST(Store, EventsNameWhatHappened) {
  Store store;
  ASSERT_TRUE(Put(store, "/d/f", "1"));
  ASSERT_TRUE(Put(store, "/d/f", "2"));
  ASSERT_TRUE(store.Move("/d", "/e", false, 1));
  ASSERT_TRUE(store.MakeDirectory("/g", true, 1));
  ASSERT_TRUE(store.Remove("/e", true));
  EXPECT_FALSE(store.Remove("/nope", true));
  EXPECT_EQ(Events(store, 0),
            "directory /d/; created /d/f; modified /d/f; moved /d>/e/; directory /g/; "
            "removed /e/; ");
  EXPECT_EQ(Events(store, 3), "moved /d>/e/; directory /g/; removed /e/; ");
}

TEST(Store, ObserverSeesEachCommitOnceWithBothStates) {
  Store store;
  int commits = 0;
  store.Observe([&](const Commit& commit) {
    ++commits;
    EXPECT_EQ(commit.before.Find("/a"), nullptr);
    ASSERT_NE(commit.after.Find("/a"), nullptr);
    EXPECT_EQ(commit.events.back().path, "/a");
    EXPECT_GT(commit.events.back().sequence, 0u);
  });
  ASSERT_TRUE(Put(store, "/a", "1"));
  EXPECT_FALSE(Put(store, "/a/b", "1"));
  Store fork = store.Fork();
  ASSERT_TRUE(Put(fork, "/a", "2"));
  EXPECT_EQ(commits, 1);
}

TEST(Store, DescribeChangesGivesDiffsOfText) {
  Store store = StoreWith({{"/a", "one\n"}, {"/b", "x"}, {"/p", "file"}});
  Tree before = store.tree();
  ASSERT_TRUE(Put(store, "/a", "two\n"));
  ASSERT_TRUE(store.Remove("/b", false));
  ASSERT_TRUE(store.Remove("/p", false));
  ASSERT_TRUE(Put(store, "/p/q", "new\n"));
  auto changes = DescribeChanges(before, store.tree(), true);
  ASSERT_EQ(changes.size(), 5u);
  EXPECT_EQ(changes[0].path, "/a");
  EXPECT_EQ(changes[0].diff, "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-one\n+two\n");
  EXPECT_EQ(changes[1].kind, FileChangeKind::kRemoved);
  EXPECT_EQ(changes[1].size_before, 1u);
  EXPECT_EQ(changes[2].path, "/p");
  EXPECT_EQ(changes[2].kind, FileChangeKind::kRemoved);
  EXPECT_EQ(changes[3].kind, FileChangeKind::kAdded);
  EXPECT_TRUE(changes[3].is_directory);
  EXPECT_EQ(changes[4].path, "/p/q");
  EXPECT_EQ(DescribeChanges(before, store.tree(), false)[0].diff, "");
}

TEST(Store, GlobPrunesAndSorts) {
  Store store;
  for (auto [path, time] : {std::pair{"/src/a.py", 5},
                            {"/src/.h/b.py", 6},
                            {"/src-x/c.py", 7},
                            {"/src/d/e.py", 9},
                            {"/f.py", 8}}) {
    ASSERT_TRUE(Put(store, path, "x", time));
  }
  auto paths = [&](GlobRequest request) {
    std::string text;
    auto found = store.Glob(request);
    EXPECT_TRUE(found);
    for (const FileInfo& info : found->matches) text += info.path + " ";
    return text + (found->truncated ? "..." : "");
  };
  EXPECT_EQ(paths({.pattern = "**/*.py"}), "/f.py /src-x/c.py /src/a.py /src/d/e.py ");
  EXPECT_EQ(paths({.pattern = "**/*.py", .dot = true}),
            "/f.py /src-x/c.py /src/.h/b.py /src/a.py /src/d/e.py ");
  EXPECT_EQ(paths({.pattern = "*.py", .path = "src"}), "/src/a.py ");
  EXPECT_EQ(paths({.pattern = "**/*.py", .newest_first = true}),
            "/src/d/e.py /f.py /src-x/c.py /src/a.py ");
  EXPECT_EQ(paths({.pattern = "**/*.py", .newest_first = true, .limit = 2}),
            "/src/d/e.py /f.py ...");
  EXPECT_EQ(paths({.pattern = "**/*.py", .limit = 1}), "/f.py ...");
  EXPECT_EQ(paths({.pattern = "**/*.py", .limit = 4}), "/f.py /src-x/c.py /src/a.py /src/d/e.py ");
  EXPECT_FAILS(store.Glob({.pattern = "*", .path = "/nope"}), Code::kNotFound,
               "Path '/nope' not found");
  EXPECT_FAILS(store.Glob({.pattern = "*", .path = "/f.py"}), Code::kNotADirectory,
               "Path '/f.py' is a file, not a directory");
}

TEST(Store, GrepSearchesAnExactFileAndPrunesDirectories) {
  Store store = StoreWith({{"/a.txt", "needle\n"},
                           {"/.hidden", "needle\n"},
                           {"/node_modules/m/x.js", "needle\n"},
                           {"/.git/c", "needle"},
                           {"/b", std::string("needle\0", 7)}});
  auto files = [&](const GrepOptions& options) {
    std::string text;
    auto found = store.Grep(options);
    EXPECT_TRUE(found);
    for (const GrepFile& file : found->files) text += file.path + " ";
    for (const GrepSkipped& skipped : found->skipped) text += "skipped " + skipped.path + " ";
    return text;
  };
  EXPECT_EQ(files(GrepFor("needle")), "/a.txt /node_modules/m/x.js skipped /b ");
  GrepOptions own_files = GrepFor("needle");
  own_files.ignore_vendored = true;
  EXPECT_EQ(files(own_files), "/a.txt skipped /b ");
  EXPECT_EQ(files(GrepFor("needle", "/.hidden")), "/.hidden ");
  EXPECT_EQ(files(GrepFor("needle", "/.git")), "/.git/c ");
  EXPECT_FAILS(store.Grep(GrepFor("x", "/nope")), Code::kNotFound, "Path '/nope' not found");
  auto bad = store.Grep(GrepFor("(", "/.."));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::kInvalidPattern);
}

TEST(Store, NothingLeaks) {
  Living before;
  {
    Store store = StoreWith({{"/a", "1"}, {"/b/c", "2"}});
    Store fork = store.Fork();
    Tree snapshot = fork.tree();
    ASSERT_TRUE(Put(store, "/a", "2"));
    ASSERT_TRUE(fork.Remove("/b", true));
    EXPECT_FALSE(Put(store, "/a/b", "x"));
    ASSERT_TRUE(store.Merge(snapshot, fork.tree(), MergeStrategy::kReport, 1));
  }
  EXPECT_EQ(Living(), before);
}

}  // namespace
}  // namespace nacre
