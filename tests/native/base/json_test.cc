#include "base/json.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"

namespace nacre {
namespace {

TEST(ParseJson, RefusesWhatIsNotJson) {
  EXPECT_EQ(ParseJson("{", "Arguments").error().message, "Arguments are not valid JSON");
  EXPECT_FALSE(ParseJson("", "Arguments"));
  EXPECT_FALSE(ParseJson("\"\xFF\"", "Arguments"));
  EXPECT_FALSE(ParseJson(R"("\ud800")", "Arguments"));
}

TEST(ParseJson, BoundsNestingAndIgnoresBracketsInStrings) {
  std::string deep = std::string(limits::kJsonDepth, '[') + std::string(limits::kJsonDepth, ']');
  EXPECT_TRUE(ParseJson(deep, "Arguments"));
  EXPECT_EQ(ParseJson("[" + deep + "]", "Arguments").error().code, Code::kLimitExceeded);
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '['), "Arguments"));
  EXPECT_TRUE(ParseJson("\"" + std::string(1000, '[') + "\\\"[\"", "Arguments"));
}

TEST(DumpJson, KeepsKeyOrderAndRepairsStrings) {
  EXPECT_EQ(DumpJson(Json{{"z", 1}, {"a", "\xFF"}}), "{\"z\":1,\"a\":\"\uFFFD\"}");
}

}  // namespace
}  // namespace nacre
