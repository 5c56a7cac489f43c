#include "bridge/grep_reply.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

uint32_t WordAt(std::string_view bytes, size_t index) {
  uint32_t word = 0;
  std::memcpy(&word, bytes.data() + 4 * index, sizeof word);
  return word;
}

TEST(GrepReply, PacksLineNumbersThenText) {
  GrepResult result;
  result.files = {{"/a", 2, 0}, {"/b", 1, 2}};
  result.lines = {1, 300, 7};
  result.text = "x\ny\nz\n";
  result.match_count = 3;
  result.skipped.push_back({"/c", "binary"});
  Reply reply = GrepReply(std::move(result), 0);
  Json header = Parsed(reply);
  EXPECT_EQ(header["files"].dump(), R"([["/a",2,0],["/b",1,2]])");
  EXPECT_EQ(header["rows"], 3);
  EXPECT_EQ(header["columns"], false);
  EXPECT_EQ(header["matchCount"], 3);
  EXPECT_EQ(header["skipped"][0]["reason"], "binary");
  std::string_view payload = reply.payload.bytes();
  EXPECT_EQ(WordAt(payload, 0), 1u);
  EXPECT_EQ(WordAt(payload, 1), 300u);
  EXPECT_EQ(WordAt(payload, 2), 7u);
  EXPECT_EQ(payload.substr(12), "x\ny\nz\n");
}

TEST(GrepReply, PacksLengthsAndKindsWithContext) {
  GrepResult result;
  result.files = {{"/a", 1, 0}};
  result.lines = {1, 2};
  result.kinds = {GrepResult::kContext, GrepResult::kMatch};
  result.lengths = {2, 1};
  result.cut_rows = {1};
  result.text = "ab\nc\n";
  Reply reply = GrepReply(std::move(result), 4);
  Json header = Parsed(reply);
  EXPECT_EQ(header["columns"], true);
  EXPECT_EQ(header["after"], 4);
  EXPECT_EQ(header["cutRows"].dump(), "[1]");
  std::string_view payload = reply.payload.bytes();
  EXPECT_EQ(WordAt(payload, 2), 2u);
  EXPECT_EQ(WordAt(payload, 3), 1u);
  EXPECT_EQ(payload.substr(16), std::string_view("\1\0ab\nc\n", 7));
}

}  // namespace
}  // namespace nacre::bridge
