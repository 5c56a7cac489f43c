#include "bridge/wire.h"

#include <gtest/gtest.h>

#include "bridge/calls.h"

namespace nacre::bridge {
namespace {

std::string_view JsonOf(const WireReply& reply) { return {reply.json, reply.json_length}; }

TEST(Wire, PointsIntoTheReply) {
  LibraryEndpoint library;
  WireReply* reply = CallMethod(library, "text.edit", R"({"oldString":"a","newString":"b"})", "a");
  EXPECT_TRUE(JsonOf(*reply).starts_with('{'));
  EXPECT_EQ(std::string_view(reply->payload, reply->payload_length), "b");
  EXPECT_EQ(reply->kind, EndpointKind::kNone);
  EXPECT_EQ(TakeEndpoint(reply), nullptr);
  FreeReply(reply);
}

TEST(Wire, HandsOverANewEndpointOnce) {
  LibraryEndpoint library;
  size_t before = Endpoint::LiveCount();
  WireReply* reply = CallMethod(library, "open", R"({"kind":"store"})", {});
  EXPECT_EQ(reply->kind, EndpointKind::kStore);
  auto store = TakeEndpoint(reply);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(store->id(), reply->id);
  EXPECT_EQ(TakeEndpoint(reply), nullptr);
  FreeReply(reply);
  EXPECT_EQ(Endpoint::LiveCount(), before + 1);
  store.reset();
  EXPECT_EQ(Endpoint::LiveCount(), before);
}

TEST(Wire, AnEndpointThatNobodyTakesIsDestroyed) {
  LibraryEndpoint library;
  size_t before = Endpoint::LiveCount();
  FreeReply(CallMethod(library, "open", R"({"kind":"store"})", {}));
  EXPECT_EQ(Endpoint::LiveCount(), before);
}

TEST(Wire, SurvivesHostileCalls) {
  LibraryEndpoint library;
  for (std::string_view args :
       {"", "null", "[]", "{", "{\"kind\":", "\xFF", "{\"kind\":\"\\ud800\"}"}) {
    WireReply* reply = CallMethod(library, "open", args, {});
    EXPECT_TRUE(JsonOf(*reply).starts_with(R"({"error":)")) << args;
    FreeReply(reply);
  }
  std::string deep(100'000, '[');
  WireReply* reply = CallMethod(library, std::string(100'000, '\xFE'), deep, {});
  EXPECT_LT(reply->json_length, 1000u);
  FreeReply(reply);
}

}  // namespace
}  // namespace nacre::bridge
