#include "operation/operation.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace nacre {
namespace {

Message Number(int value) { return {Json{{"n", value}}, {}}; }
int ToNumber(const Message& message) { return message.value.value("n", 0); }

Task<int> AskTwice(Host& host, int base) {
  Message first = co_await host.Perform({"ask", Number(base)});
  Message second = co_await host.Perform({"ask", Number(base + 1)});
  co_return ToNumber(first) + ToNumber(second);
}

Task<Message> Sum(Host& host) {
  int low = co_await AskTwice(host, 1);
  int high = co_await AskTwice(host, 10);
  co_return Number(low * 1000 + high);
}

TEST(Operation, YieldsEffectsOfNestedTasksInOrderThenTheResult) {
  Operation operation([](Host& host) { return Sum(host); });
  std::string asked;
  Effect effect = operation.Step({});
  for (; effect.kind == "ask"; effect = operation.Step(Number(ToNumber(effect.request) * 2))) {
    asked += std::to_string(ToNumber(effect.request)) + " ";
  }
  EXPECT_EQ(asked, "1 2 10 11 ");
  EXPECT_EQ(effect.kind, Operation::kDone);
  EXPECT_EQ(ToNumber(effect.request), 6042);
  EXPECT_TRUE(operation.done());
}

TEST(Operation, AnswersDoneAgainWhenSteppedAfterItsEnd) {
  Operation operation([](Host&) -> Task<Message> { co_return Number(7); });
  EXPECT_EQ(ToNumber(operation.Step({}).request), 7);
  Effect again = operation.Step(Number(1));
  EXPECT_EQ(again.kind, Operation::kDone);
  EXPECT_TRUE(again.request.value.is_null());
}

TEST(Operation, DestroyingAnUnfinishedOneReleasesEverythingItHolds) {
  auto held = std::make_shared<int>(1);
  auto wait = [](Host& host, std::shared_ptr<int> kept) -> Task<Message> {
    co_await AskTwice(host, *kept);
    co_return Number(0);
  };
  {
    Operation operation([&](Host& host) { return wait(host, held); });
    EXPECT_EQ(operation.Step({}).kind, "ask");
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace nacre
