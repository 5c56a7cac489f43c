#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace nacre {
namespace {

template <typename T>
std::string Written(const T& value) {
  JsonWriter out;
  out.Value(value);
  return out.Take();
}

TEST(JsonWriter, SeparatesFieldsAndElements) {
  JsonWriter out;
  out.BeginObject();
  out.Field("a", 1);
  out.Key("b");
  out.BeginArray();
  out.Value("x");
  out.Null();
  out.BeginObject();
  out.EndObject();
  out.BeginArray();
  out.EndArray();
  out.EndArray();
  out.Field("c", false);
  out.EndObject();
  EXPECT_EQ(out.Take(), R"({"a":1,"b":["x",null,{},[]],"c":false})");
}

TEST(JsonWriter, LeavesOutWhatIsNotThere) {
  JsonWriter out;
  out.BeginObject();
  out.OptionalField("gone", std::optional<uint64_t>());
  out.OptionalField("there", std::optional<uint64_t>(7));
  out.EndObject();
  EXPECT_EQ(out.Take(), R"({"there":7})");
}

TEST(JsonWriter, WritesIntegersOfEverySize) {
  EXPECT_EQ(Written(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(Written(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(Written(uint8_t{0}), "0");
}

TEST(JsonWriter, EveryByteOfAStringSurvivesAParser) {
  std::string text;
  for (int c = 0; c < 0x80; ++c) text += static_cast<char>(c);
  text += "grün \xF0\x9F\x90\x9A";
  Json parsed = Json::parse(Written(text), nullptr, false);
  ASSERT_TRUE(parsed.is_string());
  EXPECT_EQ(parsed.get<std::string>(), text);
}

TEST(JsonWriter, RepairsIllFormedText) {
  EXPECT_EQ(Written(std::string_view("a\xFF"
                                     "b")),
            "\"a\xEF\xBF\xBD"
            "b\"");
}

}  // namespace
}  // namespace nacre
