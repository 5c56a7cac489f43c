#include "store/events.h"

#include <gtest/gtest.h>

namespace nacre {
namespace {

void Append(EventLog& log, size_t count) {
  std::vector<Event> events(count);
  log.Append(events);
}

TEST(EventLog, GivesWhatCameAfterANumber) {
  EventLog log(10);
  Append(log, 3);
  EventsSince all = log.Since(0);
  EXPECT_EQ(all.events.size(), 3u);
  EXPECT_EQ(all.events.front().sequence, 1u);
  EXPECT_EQ(all.sequence, 3u);
  EXPECT_FALSE(all.overflowed);
  EXPECT_EQ(log.Since(2).events.size(), 1u);
  EXPECT_TRUE(log.Since(3).events.empty());
}

TEST(EventLog, SaysWhenEventsWereDropped) {
  EventLog log(4);
  Append(log, 3);
  Append(log, 3);
  EXPECT_TRUE(log.Since(1).overflowed);
  EXPECT_FALSE(log.Since(2).overflowed);
  EXPECT_EQ(log.Since(2).events.size(), 4u);
  Append(log, 100);
  EXPECT_EQ(log.Since(0).events.size(), 4u);
  EXPECT_EQ(log.Since(0).events.back().sequence, 106u);
  EXPECT_TRUE(log.Since(101).overflowed);
}

TEST(EventLog, KeepsTheNewestOfABatchThatIsLongerThanWhatIsLeft) {
  EventLog log(4, 10);
  Append(log, 3);
  Append(log, 6);
  EventsSince kept = log.Since(15);
  ASSERT_EQ(kept.events.size(), 4u);
  for (size_t i = 0; i < 4; ++i) EXPECT_EQ(kept.events[i].sequence, 16 + i);
}

TEST(EventLog, KeepsNothingWithoutRoom) {
  EventLog log(0);
  Append(log, 3);
  EXPECT_TRUE(log.Since(2).overflowed);
  EXPECT_FALSE(log.Since(3).overflowed);
}

TEST(EventLog, ANumberFromTheFutureIsAnOverflow) {
  EventLog log(4);
  EXPECT_TRUE(log.Since(1).overflowed);
}

TEST(EventLog, ALogThatStartsLateKnowsThatItMissedTheBeginning) {
  EventLog log(4, 50);
  EXPECT_FALSE(log.Since(50).overflowed);
  EXPECT_TRUE(log.Since(49).overflowed);
}

}  // namespace
}  // namespace nacre
