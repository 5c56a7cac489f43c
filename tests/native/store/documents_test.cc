#include "store/documents.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "workspace.h"

namespace nacre {
namespace {

Result<BatchOutcome> Import(Store& store, std::string_view json) {
  auto entries = ParseDocuments(json);
  if (!entries) return std::unexpected(entries.error());
  return store.Import(*entries, kLate);
}

std::string ImportedBytes(std::string_view json, std::string_view path) {
  Store store;
  auto imported = Import(store, json);
  EXPECT_TRUE(imported) << imported.error().message;
  auto content = store.ReadBytes(path);
  EXPECT_TRUE(content);
  return content ? std::string((*content)->bytes()) : "";
}

std::string Export(const Store& store, std::string_view path = "/") {
  auto json = ExportDocuments(store.tree(), path);
  EXPECT_TRUE(json);
  return std::string((*json)->bytes());
}

TEST(Documents, TextIsSplitAtLfOnly) {
  Store store = StoreWith({{"/d/f", "a\r\nb\u2028\n"}, {"/e", ""}});
  EXPECT_EQ(Export(store),
            "{\"/d/f\":{\"content\":[\"a\\u000d\",\"b\u2028\",\"\"],"
            "\"created_at\":\"1970-01-01T00:00:01+00:00\","
            "\"modified_at\":\"1970-01-01T00:00:01+00:00\"},"
            "\"/e\":{\"content\":[\"\"],\"created_at\":\"1970-01-01T00:00:01+00:00\","
            "\"modified_at\":\"1970-01-01T00:00:01+00:00\"}}");
}

TEST(Documents, BytesAreOneBase64Part) {
  Store store = StoreWith({{"/b", "\x89PNG\r\n\x1A\n\xFF"}});
  EXPECT_TRUE(Export(store).contains("\"content\":[\"iVBORw0KGgr/\"]"));
  EXPECT_TRUE(Export(store).ends_with(",\"encoding\":\"base64\"}}"));
}

TEST(Documents, RoundTripOfEverything) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  Store store = StoreWith({{"/all", all},
                           {"/nul", std::string("a\0b\n", 4)},
                           {"/quotes \"\\\n", "\"\\\x01\x1F\x7F"},
                           {"/astral", "\U0001F600\uFDD0"},
                           {"/one", "\xFF"},
                           {"/two", "\xFF\xFE"}});
  Store copy;
  ASSERT_TRUE(Import(copy, Export(store)));
  EXPECT_EQ(Contents(copy.tree()), Contents(store.tree()));
  EXPECT_EQ(Export(copy), Export(store));
  EXPECT_TRUE(ParseJson(Export(store), "Documents"));
}

TEST(Documents, ExportOfASubtreeAFileAndNothing) {
  Store store = StoreWith({{"/d/f", "x"}, {"/d-e", "y"}});
  EXPECT_TRUE(Export(store, "/d").starts_with("{\"/d/f\":"));
  EXPECT_FALSE(Export(store, "/d").contains("d-e"));
  EXPECT_TRUE(Export(store, "/d-e").starts_with("{\"/d-e\":"));
  EXPECT_EQ(Export(Store()), "{}");
  EXPECT_FAILS(ExportDocuments(store.tree(), "/nope"), Code::kNotFound, "Path '/nope' not found");
}

TEST(Documents, TimesAreKeptOrUnknown) {
  Store store;
  ASSERT_TRUE(Import(store,
                     R"({"/old": {"content": ["x"]}, "/null": {"content": [], "modified_at": null},
                         "/new": {"content": ["x"], "created_at": "2026-01-01T00:00:00.123456+00:00",
                                  "modified_at": "2026-01-01T00:00:01Z"}})"));
  EXPECT_EQ(store.Stat("/old")->modified_at, std::nullopt);
  EXPECT_EQ(store.Stat("/null")->modified_at, std::nullopt);
  EXPECT_EQ(store.Stat("/null")->size, 0u);
  EXPECT_EQ(*store.Stat("/new")->modified_at - *store.Stat("/new")->created_at, 876'544);
}

TEST(Documents, LoneSurrogatesAreBytesWhereNoEncodingIsGiven) {
  EXPECT_EQ(ImportedBytes(R"({"/f": {"content": ["a\udcffb", "\uDC80"]}})", "/f"),
            "a\xFF"
            "b\n\x80");
  EXPECT_EQ(ImportedBytes(R"({"/f": {"content": ["\ud83d\ude00\udcff"]}})", "/f"),
            "\U0001F600\xFF");
  // What the bytes are marked with may stand in the text itself.
  EXPECT_EQ(
      ImportedBytes("{\"/f\": {\"content\": [\"\uFDD0\\ufdd0\\udcc3\\udca4\\\\udcff\"]}}", "/f"),
      "\uFDD0\uFDD0\u00E4\\udcff");
}

TEST(Documents, OtherLoneSurrogatesAreRefused) {
  for (std::string_view escape : {"\\ud800", "\\udc00", "\\udfff", "\\ud800\\ud800"}) {
    Store store;
    auto imported =
        Import(store, "{\"/f\": {\"content\": [\"\\udcff" + std::string(escape) + "\"]}}");
    ASSERT_FALSE(imported) << escape;
    EXPECT_EQ(imported.error().code, Code::kCorrupt);
    EXPECT_TRUE(imported.error().message.ends_with("in '/f'")) << imported.error().message;
  }
}

TEST(Documents, Base64IsJoinedAndStrict) {
  EXPECT_EQ(ImportedBytes(R"({"/f": {"content": ["iVBO", "Rw=="], "encoding": "base64"}})", "/f"),
            "\x89PNG");
  EXPECT_EQ(ImportedBytes(R"({"/f": {"encoding": "base64", "content": []}})", "/f"), "");
  for (std::string_view part :
       {"not base64 at all!", "iVBO\\nRw==", "iVB", "====", "iV=O", "iVBORw="}) {
    Store store;
    EXPECT_FAILS(Import(store, "{\"/c.png\": {\"content\": [\"" + std::string(part) +
                                   "\"], \"encoding\": \"base64\"}}"),
                 Code::kCorrupt,
                 "1 of 1 documents cannot be imported: '/c.png': base64 that does not decode");
  }
}

TEST(Documents, ImportIsAllOrNothingAndNamesWhatIsWrong) {
  Store store = StoreWith({{"/keep", "x"}});
  auto imported = Import(store, R"({
      "/good": {"content": ["x"]},
      "/a/../b": {"content": ["x"]},
      "/no": {"created_at": "2026-01-01T00:00:00+00:00"},
      "/list": ["x"],
      "/text": {"content": "x"},
      "/number": {"content": ["x", 1]},
      "/time": {"content": [], "modified_at": "yesterday"},
      "/latin": {"content": [], "encoding": "latin-1"}})");
  EXPECT_FAILS(imported, Code::kCorrupt,
               "7 of 8 documents cannot be imported: '/a/../b': Path cannot contain '..'; "
               "'/no': 'content' is missing; '/list': not an object; "
               "'/text': 'content' has the wrong type; "
               "'/number': 'content' must be an array of strings; ...");
  EXPECT_EQ(imported.error().path, "/a/../b");
  EXPECT_EQ(store.Usage().files, 1u);
}

TEST(Documents, AFileAboveAFileIsRefused) {
  Store store;
  EXPECT_FAILS(Import(store, R"({"/a": {"content": ["x"]}, "/a/b": {"content": ["y"]}})"),
               Code::kNotADirectory, "Path '/a/b' cannot exist: '/a' is a file, not a directory");
  EXPECT_EQ(store.Usage().files, 0u);
}

TEST(Documents, WhatIsNoSetOfDocumentsIsRefused) {
  for (std::string_view json : {"", "[]", "1", "null", "\"x\"", "{", "{\"/a\":", "{} x"}) {
    EXPECT_FALSE(ParseDocuments(json)) << json;
  }
  std::string deep = "{\"/a\": {\"extra\": " + std::string(100'000, '[');
  EXPECT_FAILS(ParseDocuments(deep), Code::kCorrupt, "Documents are nested deeper than 64 levels");
}

TEST(Documents, MembersOfOthersArePassedOver) {
  EXPECT_EQ(ImportedBytes(R"({"/f": {"extra": {"content": ["no"], "encoding": [1, "base64"]},
                                     "content": ["yes"], "more": [{"a": 1.5e3}, true]}})",
                          "/f"),
            "yes");
}

}  // namespace
}  // namespace nacre
