#include "bridge/arguments.h"

#include <gtest/gtest.h>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

Arguments Read(std::string_view json) { return Arguments(Json::parse(json, nullptr, false)); }

std::string Problem(const Arguments& args) {
  Result<void> read = args.Finish();
  return read ? "" : read.error().message;
}

TEST(Arguments, ReadsEveryType) {
  Arguments args = Read(R"({"text":"a","flag":true,"integer":-3,"count":4,"texts":["x","y"]})");
  EXPECT_EQ(args.Text("text"), "a");
  EXPECT_TRUE(args.Flag("flag", false));
  EXPECT_EQ(args.Integer("integer"), -3);
  EXPECT_EQ(args.Count("count", 0), 4u);
  EXPECT_EQ(args.Texts("texts"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(Problem(args), "");
}

TEST(Arguments, NullIsAbsent) {
  Arguments args = Read(R"({"limit":null,"flag":null})");
  EXPECT_EQ(args.Count("limit", 9), 9u);
  EXPECT_TRUE(args.Flag("flag", true));
  EXPECT_FALSE(args.OptionalCount("limit"));
  EXPECT_EQ(Problem(args), "");
}

TEST(Arguments, NamesTheFirstProblem) {
  Arguments args = Read(R"({"a":5,"b":6})");
  args.Text("a");
  args.Text("b");
  EXPECT_EQ(Problem(args), "Argument 'a' must be a string, not 5");
}

TEST(Arguments, MissingIsAProblemOnlyWhereItIsNeeded) {
  Arguments args = Read("{}");
  EXPECT_EQ(args.Text("path", "/"), "/");
  EXPECT_EQ(Problem(args), "");
  args.Text("path");
  EXPECT_EQ(Problem(args), "Argument 'path' must be a string");
}

TEST(Arguments, RefusesWhatNobodyAskedFor) {
  Arguments args = Read(R"({"path":"/","ignorecase":true})");
  args.Text("path");
  args.Flag("ignoreCase", false);
  EXPECT_EQ(Problem(args), "Unknown argument 'ignorecase'; there are 'path', 'ignoreCase'");
}

TEST(Arguments, TakesIntegersOnly) {
  for (std::string_view bad : {"1.5", "1e300", "9007199254740993", "-9007199254740993", "\"1\""}) {
    Arguments args = Read(R"({"n":)" + std::string(bad) + "}");
    args.Integer("n");
    EXPECT_NE(Problem(args), "") << bad;
  }
  Arguments args = Read(R"({"n":2e3,"m":9007199254740991})");
  EXPECT_EQ(args.Integer("n"), 2000);
  EXPECT_EQ(args.Integer("m"), 9007199254740991);
  EXPECT_EQ(Problem(args), "");
}

TEST(Arguments, CountsHaveALeastValue) {
  Arguments args = Read(R"({"limit":0})");
  args.Count("limit", 5, 1);
  EXPECT_EQ(Problem(args), "Argument 'limit' must be a whole number from 1 up, not 0");
}

TEST(Arguments, MustBeAnObject) {
  EXPECT_EQ(Problem(Read("[1]")), "Arguments must be an object, not [1]");
}

TEST(Arguments, AbbreviatesLongValues) {
  Arguments args = Read(R"({"flag":")" + std::string(100'000, 'x') + "\"}");
  args.Flag("flag", false);
  EXPECT_LT(Problem(args).size(), 400u);
}

TEST(Arguments, FindsLivingEndpointsOnly) {
  auto store = OpenStore();
  std::string json = R"({"base":)" + std::to_string(store->id()) + "}";
  EXPECT_EQ(Read(json).FindEndpoint("base"), store.get());
  store.reset();
  Arguments args = Read(json);
  EXPECT_EQ(args.FindEndpoint("base"), nullptr);
  EXPECT_NE(Problem(args).find("must be a handle that is not disposed"), std::string::npos);
}

}  // namespace
}  // namespace nacre::bridge
