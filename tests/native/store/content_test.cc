#include "store/content.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/hash.h"
#include "base/limits.h"

// A refused allocation must come back as null, as it does in a wasm memory that is full.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

namespace nacre {
namespace {

TEST(Content, CopyHoldsTheBytes) {
  std::string source("a\0b", 3);
  ContentRef content = *Content::Copy(source);
  source[0] = 'x';
  EXPECT_EQ(content->bytes(), std::string_view("a\0b", 3));
  EXPECT_EQ(content->size(), 3u);
}

TEST(Content, PaddingAfterTheLastByteIsReadableAndZero) {
  for (std::string_view bytes : {"", "a", "0123456789abcdef"}) {
    ContentRef content = *Content::Copy(bytes);
    for (size_t i = 0; i < Content::kPadding; ++i) {
      EXPECT_EQ(content->bytes().data()[bytes.size() + i], '\0');
    }
  }
}

TEST(Content, BufferIsFilledInPlace) {
  auto buffer = ContentBuffer::Allocate(5);
  ASSERT_TRUE(buffer);
  std::memcpy(buffer->data(), "hello", 5);
  EXPECT_EQ(std::move(*buffer).Freeze()->bytes(), "hello");
}

TEST(Content, KnowsTextFromBytes) {
  EXPECT_TRUE((*Content::Copy("grün\n"))->IsText());
  EXPECT_FALSE((*Content::Copy("\xFF"))->IsText());
  ContentRef nul = *Content::Copy(std::string_view("a\0", 2));
  EXPECT_TRUE(nul->IsText());
  EXPECT_EQ(nul->KnownBinary(), std::nullopt);
  EXPECT_TRUE(nul->IsBinary());
  EXPECT_EQ(nul->KnownBinary(), true);
}

TEST(Content, CountsLinesAndNamesItsVersion) {
  ContentRef content = *Content::Copy("a\nb");
  EXPECT_EQ(content->CountLines(), 2u);
  EXPECT_EQ(content->CountLines(), 2u);
  EXPECT_EQ(content->Version(), Xxh3Hex128("a\nb"));
}

TEST(Content, RefusesMoreThanTheLimitAndMoreThanThereIs) {
  auto over = ContentBuffer::Allocate(limits::kFileBytes + 1);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, Code::kLimitExceeded);
  size_t live = Content::LiveCount();
  for (uint64_t size : {uint64_t{1} << 60, UINT64_MAX}) {
    auto huge = ContentBuffer::AllocateUnbounded(size);
    ASSERT_FALSE(huge);
    EXPECT_EQ(huge.error().code, Code::kOutOfMemory);
  }
  EXPECT_EQ(Content::LiveCount(), live);
}

TEST(Content, LivesAsLongAsSomeoneHoldsIt) {
  size_t live = Content::LiveCount();
  {
    ContentRef first = *Content::Copy("x");
    ContentRef second = first;
    EXPECT_EQ(Content::LiveCount(), live + 1);
    first = {};
    EXPECT_EQ(second->bytes(), "x");
  }
  EXPECT_EQ(Content::LiveCount(), live);
}

}  // namespace
}  // namespace nacre
