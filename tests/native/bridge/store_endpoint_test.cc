#include "bridge/store_endpoint.h"

#include <gtest/gtest.h>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

std::string IdOf(const std::unique_ptr<Endpoint>& endpoint) {
  return std::to_string(endpoint->id());
}

void Write(Endpoint& store, std::string_view path, std::string_view content) {
  std::string args = R"({"now":1000000,"path":")" + std::string(path) + "\"}";
  ASSERT_EQ(ErrorCode(store, "write", args, content), "");
}

std::string ReadAll(Endpoint& store, std::string_view path) {
  Reply reply = store.Call("readBytes", R"({"path":")" + std::string(path) + "\"}", {});
  return std::string(reply.payload.bytes());
}

TEST(StoreEndpoint, WritesAndReads) {
  auto store = OpenStore();
  Json written = Value(*store, "write", R"({"path":"a.txt","now":1000000})", "one\ntwo\n");
  EXPECT_EQ(written["path"], "/a.txt");
  EXPECT_EQ(written["created"], true);
  EXPECT_EQ(written["size"], 8);

  Reply page = store->Call("read", R"({"path":"/a.txt","offset":1})", {});
  EXPECT_EQ(page.payload.bytes(), "     2\ttwo");
  EXPECT_EQ(Parsed(page)["startLine"], 2);
  EXPECT_EQ(Parsed(page)["version"], written["version"]);
}

TEST(StoreEndpoint, PayloadsAreBytes) {
  auto store = OpenStore();
  std::string bytes("\0\xFF\n", 3);
  Write(*store, "/b", bytes);
  EXPECT_EQ(ReadAll(*store, "/b"), bytes);
}

TEST(StoreEndpoint, ReadsAPartOfTheBytes) {
  auto store = OpenStore();
  Write(*store, "/b", "0123456789");
  Reply part = store->Call("readBytes", R"({"path":"/b","offset":8,"length":100})", {});
  EXPECT_EQ(part.payload.bytes(), "89");
  EXPECT_EQ(Parsed(part)["size"], 10);
  EXPECT_EQ(store->Call("readBytes", R"({"path":"/b","offset":99})", {}).payload.bytes(), "");
}

TEST(StoreEndpoint, AReplyOutlivesWhatItWasReadFrom) {
  auto store = OpenStore();
  Write(*store, "/b", std::string(1000, 'x'));
  Reply reply = store->Call("readBytes", R"({"path":"/b"})", {});
  Write(*store, "/b", "y");
  store.reset();
  EXPECT_EQ(reply.payload.bytes(), std::string(1000, 'x'));
}

TEST(StoreEndpoint, ListsAsJson) {
  auto store = OpenStore();
  Write(*store, "/dir/a.txt", "abc");
  Json listing = Value(*store, "ls");
  EXPECT_EQ(listing["entries"][0]["name"], "dir");
  EXPECT_EQ(listing["entries"][0]["isDir"], true);
  EXPECT_TRUE(listing["entries"][0]["size"].is_null());
  Json info = Value(*store, "stat", R"({"path":"/dir/a.txt"})");
  EXPECT_EQ(info["size"], 3);
  EXPECT_EQ(info["modifiedAt"], "1970-01-01T00:00:01+00:00");
}

TEST(StoreEndpoint, FailuresAreValues) {
  auto store = OpenStore();
  Json missing = Value(*store, "read", R"({"path":"/nope"})");
  EXPECT_EQ(missing["error"]["code"], "not_found");
  EXPECT_EQ(missing["error"]["path"], "/nope");
  EXPECT_EQ(ErrorCode(*store, "write", R"({"path":"/a"})", "no time"), "invalid_argument");
  EXPECT_EQ(ErrorCode(*store, "write", "{not json"), "invalid_argument");
  EXPECT_EQ(ErrorCode(*store, "sing"), "invalid_argument");
  EXPECT_EQ(ErrorMessage(*store, "sing"), "A store has no method 'sing'");
  EXPECT_EQ(ErrorCode(*store, "read", R"({"path":"/a","format":"fancy"})"), "invalid_argument");
  EXPECT_EQ(ErrorCode(*store, "grep", R"({"pattern":"(","path":"/"})"), "invalid_pattern");
}

TEST(StoreEndpoint, EditsOneOrMany) {
  auto store = OpenStore();
  Write(*store, "/a", "one two\n");
  Json edited = Value(*store, "edit",
                      R"({"path":"/a","oldString":"one","newString":"1","dryRun":true,"now":2})");
  EXPECT_EQ(edited["occurrences"], 1);
  EXPECT_EQ(ReadAll(*store, "/a"), "one two\n");
  EXPECT_EQ(ErrorCode(*store, "edit",
                      R"({"path":"/a","now":2,"edits":[{"oldString":"one","newString":"1"},
                          {"oldString":"three","newString":"3"}]})"),
            "no_match");
  EXPECT_EQ(ReadAll(*store, "/a"), "one two\n");
  EXPECT_EQ(ErrorCode(*store, "edit",
                      R"({"path":"/a","now":2,"edits":[{"oldString":"one","newString":"1"},
                          {"oldString":"two","newString":"2"}]})"),
            "");
  EXPECT_EQ(ReadAll(*store, "/a"), "1 2\n");
}

TEST(StoreEndpoint, EditsInAListAreCheckedToo) {
  auto store = OpenStore();
  Write(*store, "/a", "one\n");
  EXPECT_EQ(ErrorMessage(*store, "edit", R"({"path":"/a","now":2,"edits":[{"oldString":"one"}]})"),
            "Argument 'newString' must be a string");
}

TEST(StoreEndpoint, EditsByHash) {
  auto store = OpenStore();
  Write(*store, "/a", "one\ntwo\n");
  LibraryEndpoint library;
  std::string hash = Value(library, "hashline.hash", "{}", "two")["hash"].get<std::string>();
  Json edited =
      Value(*store, "hashlineEdit",
            R"({"path":"/a","now":2,"edits":[{"startLine":2,"newContent":"2","startHash":")" +
                hash + "\"}]}");
  EXPECT_EQ(edited["occurrences"], 1) << edited.dump();
  EXPECT_EQ(ReadAll(*store, "/a"), "one\n2\n");
}

TEST(StoreEndpoint, ForksGoTheirOwnWay) {
  auto store = OpenStore();
  Write(*store, "/a", "base");
  auto fork = Made(*store, "fork");
  ASSERT_NE(fork, nullptr);
  Write(*fork, "/a", "fork");
  store.reset();
  EXPECT_EQ(ReadAll(*fork, "/a"), "fork");
}

TEST(StoreEndpoint, ComparesAndRestoresVersions) {
  auto store = OpenStore();
  Write(*store, "/a", "one\n");
  auto snapshot = Made(*store, "snapshot");
  Write(*store, "/a", "two\n");
  Json diff = Value(*store, "diff", R"({"text":true,"before":)" + IdOf(snapshot) + "}");
  ASSERT_EQ(diff["changes"].size(), 1u);
  EXPECT_EQ(diff["changes"][0]["kind"], "modified");
  EXPECT_NE(diff["changes"][0]["diff"].get<std::string>().find("+two"), std::string::npos);
  EXPECT_EQ(ErrorCode(*store, "restore", R"({"now":3,"snapshot":)" + IdOf(snapshot) + "}"), "");
  EXPECT_EQ(ReadAll(*store, "/a"), "one\n");
}

TEST(StoreEndpoint, MergesAFork) {
  auto store = OpenStore();
  Write(*store, "/a", "a");
  auto base = Made(*store, "snapshot");
  auto fork = Made(*store, "fork");
  Write(*fork, "/b", "b");
  Json merged = Value(*store, "merge",
                      R"({"now":4,"theirs":)" + IdOf(fork) + R"(,"base":)" + IdOf(base) + "}");
  EXPECT_EQ(merged["merged"], true);
  EXPECT_EQ(ReadAll(*store, "/b"), "b");
}

TEST(StoreEndpoint, RefusesHandlesOfAnotherKind) {
  auto store = OpenStore();
  auto batch = Made(*store, "beginBatch");
  EXPECT_EQ(ErrorCode(*store, "diff", R"({"before":)" + IdOf(batch) + "}"), "invalid_argument");
}

TEST(StoreEndpoint, TellsChanges) {
  auto store = OpenStore();
  Write(*store, "/a", "a");
  Json changes = Value(*store, "changesSince", R"({"sequence":0})");
  EXPECT_EQ(changes["events"][0]["kind"], "created");
  EXPECT_EQ(changes["overflowed"], false);
  std::string now = std::to_string(changes["sequence"].get<uint64_t>());
  EXPECT_TRUE(Value(*store, "changesSince", R"({"sequence":)" + now + "}")["events"].empty());
}

TEST(StoreEndpoint, CarriesArchives) {
  auto store = OpenStore();
  Write(*store, "/dir/a", "tar me");
  Reply archive = store->Call("exportTar", "{}", {});
  auto other = OpenStore();
  Json imported = Value(*other, "importTar", R"({"path":"/in","now":5})", archive.payload.bytes());
  EXPECT_EQ(imported["created"], 2) << imported.dump();  // The directory and the file.
  EXPECT_EQ(ReadAll(*other, "/in/dir/a"), "tar me");

  Reply documents = store->Call("exportDocuments", "{}", {});
  EXPECT_EQ(ErrorCode(*other, "importDocuments", R"({"now":6})", documents.payload.bytes()), "");
  EXPECT_EQ(ReadAll(*other, "/dir/a"), "tar me");
}

TEST(StoreEndpoint, KeepsItsQuota) {
  auto store = OpenStore(R"({"maxBytes":4})");
  EXPECT_EQ(ErrorCode(*store, "write", R"({"path":"/a","now":1})", "12345"), "quota_exceeded");
  EXPECT_EQ(Value(*store, "usage")["bytes"], 0);
  EXPECT_EQ(OpenStore(R"({"maxBytes":-1})"), nullptr);
  EXPECT_EQ(OpenStore(R"({"maxByte":1})"), nullptr);
}

}  // namespace
}  // namespace nacre::bridge
