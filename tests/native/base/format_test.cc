#include "base/format.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace nacre {
namespace {

TEST(FormatTest, FillsMarksInOrder) {
  EXPECT_EQ(Format("{} of {}", 3, 12u), "3 of 12");
  EXPECT_EQ(Format("'{}' and '{}'", "a literal", std::string("a string")),
            "'a literal' and 'a string'");
  EXPECT_EQ(Format("{}", std::string_view("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(Format("no mark"), "no mark");
}

TEST(FormatTest, DoesNotReadMarksInArguments) {
  EXPECT_EQ(Format("{}{}{}", "{}", "", "{}"), "{}{}");
}

TEST(FormatTest, PrintsIntegersToTheirLimits) {
  EXPECT_EQ(Format("{}", std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(Format("{}", std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(Format("{}", uint8_t{65}), "65");
  EXPECT_EQ(Format("{}{}", 'x', 0), "x0");
}

TEST(FormatTest, LeavesOtherBracesAlone) { EXPECT_EQ(Format("{a,{}} }{", 1), "{a,1} }{"); }

}  // namespace
}  // namespace nacre
