#include "bridge/batch_endpoint.h"

#include <gtest/gtest.h>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

std::string Word(uint32_t value) {
  std::string bytes(4, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xFF);
    value >>= 8;
  }
  return bytes;
}

std::string Record(std::string_view path, std::string_view content) {
  return Word(static_cast<uint32_t>(path.size())) + Word(static_cast<uint32_t>(content.size())) +
         std::string(path) + std::string(content);
}

TEST(BatchEndpoint, CommitsAllPiecesAtOnce) {
  auto store = OpenStore();
  auto batch = Made(*store, "beginBatch");
  Json held = Value(*batch, "add", "{}", Record("/a", "1") + Record("b/c", "22"));
  EXPECT_EQ(held["files"], 2);
  EXPECT_EQ(held["bytes"], 3);
  Value(*batch, "add", "{}", Record("/d", ""));
  EXPECT_EQ(Value(*store, "usage")["files"], 0);
  Json outcome = Value(*batch, "commit", R"({"now":1})");
  EXPECT_EQ(outcome["created"], 3) << outcome.dump();
  EXPECT_EQ(Value(*store, "exists", R"({"path":"/b/c"})"), true);
}

TEST(BatchEndpoint, MakesDirectories) {
  auto store = OpenStore();
  auto batch = Made(*store, "beginBatch");
  Value(*batch, "add", "{}", Word(4) + Word(BatchEndpoint::kDirectory) + "/dir");
  EXPECT_EQ(ErrorCode(*batch, "commit", R"({"now":1})"), "");
  EXPECT_EQ(Value(*store, "stat", R"({"path":"/dir"})")["isDir"], true);
}

TEST(BatchEndpoint, ABadPathLeavesTheStoreAlone) {
  auto store = OpenStore();
  auto batch = Made(*store, "beginBatch");
  Value(*batch, "add", "{}", Record("/good", "1") + Record("/../bad", "2"));
  EXPECT_EQ(ErrorCode(*batch, "commit", R"({"now":1})"), "invalid_path");
  EXPECT_EQ(Value(*store, "usage")["files"], 0);
}

TEST(BatchEndpoint, RefusesAPieceThatIsCutShort) {
  auto store = OpenStore();
  auto batch = Made(*store, "beginBatch");
  Value(*batch, "add", "{}", Record("/kept", "1"));
  std::string whole = Record("/first", "2") + Record("/second", "345");
  size_t first = Record("/first", "2").size();
  for (size_t length = first + 1; length < whole.size(); ++length) {
    EXPECT_EQ(ErrorCode(*batch, "add", "{}", whole.substr(0, length)), "invalid_argument");
  }
  EXPECT_EQ(ErrorCode(*batch, "add", "{}", Word(0xFFFF'FFF0) + Word(0x20) + "x"),
            "invalid_argument");
  EXPECT_EQ(Value(*batch, "add")["files"], 1);
}

TEST(BatchEndpoint, HoldsNoMoreThanTheQuota) {
  auto store = OpenStore(R"({"maxBytes":10})");
  auto batch = Made(*store, "beginBatch");
  EXPECT_EQ(ErrorCode(*batch, "add", "{}", Record("/a", "123456") + Record("/b", "78901")),
            "quota_exceeded");
  EXPECT_EQ(Value(*batch, "add")["bytes"], 0);
}

TEST(BatchEndpoint, OutlivesItsStoresHandle) {
  auto store = OpenStore();
  auto fork = Made(*store, "fork");
  auto batch = Made(*store, "beginBatch");
  store.reset();
  Value(*batch, "add", "{}", Record("/a", "1"));
  EXPECT_EQ(ErrorCode(*batch, "commit", R"({"now":1})"), "");
}

}  // namespace
}  // namespace nacre::bridge
