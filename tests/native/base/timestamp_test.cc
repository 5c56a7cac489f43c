#include "base/timestamp.h"

#include <gtest/gtest.h>

#include <limits>

namespace nacre {
namespace {

TEST(Timestamp, ReadsAsPythonWritesIt) {
  EXPECT_EQ(FormatTimestamp(0), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(FormatTimestamp(1'767'225'600'123'456), "2026-01-01T00:00:00.123456+00:00");
  EXPECT_EQ(FormatTimestamp(-1), "1969-12-31T23:59:59.999999+00:00");
  EXPECT_EQ(FormatTimestamp(std::numeric_limits<Timestamp>::min()), "0001-01-01T00:00:00+00:00");
}

TEST(Timestamp, ParsesTheCommonVariants) {
  EXPECT_EQ(ParseTimestamp("2026-01-01T00:00:00.123456+00:00"), 1'767'225'600'123'456);
  EXPECT_EQ(ParseTimestamp("2026-01-01 00:00:00Z"), 1'767'225'600'000'000);
  EXPECT_EQ(ParseTimestamp("2026-01-01T02:00:00.5+02:00"), 1'767'225'600'500'000);
  EXPECT_EQ(ParseTimestamp("2024-02-29T00:00:00"), 1'709'164'800'000'000);
}

TEST(Timestamp, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2026", "2026-13-01T00:00:00", "2026-02-29T00:00:00",
                           "2026-01-01T24:00:00", "2026-01-01T00:00:00.", "2026-01-01T00:00:00+",
                           "2026-01-01T00:00:00Zx", "0000-01-01T00:00:00"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
}

TEST(Timestamp, SurvivesARoundTripOverAllYears) {
  for (Timestamp time = -62'135'596'800'000'000; time < 253'402'300'799'000'000;
       time += 86'399'123'457 * 97) {
    EXPECT_EQ(ParseTimestamp(FormatTimestamp(time)), time);
  }
}

}  // namespace
}  // namespace nacre
