#include <gtest/gtest.h>

#include "base/hash.h"
#include "journal/checkpoint.h"
#include "journal/frame.h"
#include "journal/little_endian.h"
#include "journal/workload.h"

// What lies in the volumes of users, byte by byte. A change here needs a new number of the format.

namespace nacre {
namespace {

std::string Hex(std::string_view bytes) {
  std::string out;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 8 == 0) out += i % 16 == 0 ? '\n' : ' ';
    auto digits = HexByte(static_cast<uint8_t>(bytes[i]));
    out.append(digits.data(), digits.size());
  }
  return out;
}

Checkpoint Example() {
  return {.number = 7,
          .group = 5,
          .chain = 0x1122334455667788,
          .next_extent = 9,
          .snapshot = {3, 4},
          .log = {{.id = 1, .sealed = 640, .serial = MakeSerial(6, 1)},
                  {.id = 2, .sealed = LogSegment::kOpen, .serial = MakeSerial(7, 2)}}};
}

TEST(Format, OfACheckpoint) {
  Checkpoint example = Example();
  EXPECT_EQ(Hex(EncodeCheckpoint(example)),
            "4e4143524550414b 0100000068000000\n"
            "0700000000000000 0500000000000000\n"
            "8877665544332211 0900000000000000\n"
            "0200000002000000 0300000004000000\n"
            "0100000080020000 ed43428806000000\n"
            "02000000ffffffff 776e305007000000\n"
            "2cd4c795c240742f");
  auto read = ParseCheckpoint(EncodeCheckpoint(example) + std::string(100, 'x'));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, example.number);
  EXPECT_EQ(read->group, example.group);
  EXPECT_EQ(read->chain, example.chain);
  EXPECT_EQ(read->next_extent, example.next_extent);
  EXPECT_EQ(read->snapshot, example.snapshot);
  EXPECT_EQ(read->log, example.log);
  EXPECT_EQ(read->checksum, example.checksum);
}

TEST(Format, OfAFrame) {
  Store store;
  Save(store, "/d/file", "content", 1'000'000);
  Tree before = store.tree();
  MoveTo(store, "/d/file", "/e");
  Tree after = store.tree();
  std::string frame = BeginFrame();
  for (const PlannedStep& step : PlanChanges({}, before)) AppendRecord(frame, step, nullptr);
  for (const PlannedStep& step : PlanChanges(before, after)) AppendRecord(frame, step, nullptr);
  Extent extent{.first = 8, .count = 2, .size = 250, .checksum = 77};
  PlannedStep large{.path = "/e", .entry = after.Find("/e")};
  AppendRecord(frame, large, &extent);
  PadFrame(frame);
  SealFrame(frame, {.group = 3,
                    .chain = 0x0102030405060708,
                    .index = 1,
                    .writer = 0xaabbccdd,
                    .serial = 0x5555,
                    .commits = true});
  EXPECT_EQ(Hex(frame),
            "921ee12503963030 d800000001000000\n"
            "0300000000000000 0807060504030201\n"
            "01000000ddccbbaa 5555000000000000\n"
            "0203020000000000 2f6440420f000000\n"
            "000040420f000000 0000030307000700\n"
            "00002f642f66696c 6540420f00000000\n"
            "0040420f00000000 00636f6e74656e74\n"
            "0100070000000000 2f642f66696c6504\n"
            "030200070000002f 6540420f00000000\n"
            "0040420f00000000 002f642f66696c65\n"
            "050302001c000000 2f6540420f000000\n"
            "000040420f000000 0000080000000000\n"
            "0000fa0000000000 00004d0000000000\n"
            "0000020000000000");
  auto read = ParseFrame(frame);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->commits);
  EXPECT_EQ(read->size, frame.size());
}

TEST(Format, OfALargeContentIsTheContent) {
  MemoryVolume disk;
  Session session;
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  std::string content = Filled(400, "as it is ");
  Save(session.store(), "/large", content);
  ASSERT_TRUE(session.Commit(From(disk)));
  EXPECT_EQ(disk.Bytes("ext-1") + disk.Bytes("ext-2") + disk.Bytes("ext-3"), content);
}

TEST(Format, OfTheFutureIsRefused) {
  MemoryVolume disk;
  Session session;
  ASSERT_TRUE(session.Load(From(disk)));
  ASSERT_TRUE(session.Claim(From(disk)));
  Save(session.store(), "/a", "a");
  ASSERT_TRUE(session.Commit(From(disk)));
  for (uint64_t slot = 0; slot < 2; ++slot) {
    MemoryVolume newer = disk;
    std::string& head = newer.Damage(HeadName(slot));
    uint32_t size = ByteReader(std::string_view(head).substr(12)).Number<uint32_t>();
    PutNumber(head, 8, uint32_t{2});
    PutNumber(head, size - 8, Xxh3(std::string_view(head).substr(0, size - 8)));
    Session reader;
    EXPECT_FAILS(reader.Load(From(newer)), Code::kUnsupported,
                 "This workspace has format 2; this version of nacre knows format 1");
  }
}

TEST(Format, ACheckpointThatNamesWhatCannotBeIsRefused) {
  std::vector<std::function<void(Checkpoint&)>> changes = {
      [](Checkpoint& c) { c.number = 0; },
      [](Checkpoint& c) { c.number = UINT64_MAX; },
      [](Checkpoint& c) { c.group = 0; },
      [](Checkpoint& c) { c.group = UINT64_MAX; },
      [](Checkpoint& c) { c.next_extent = UINT64_MAX; },
      [](Checkpoint& c) { c.snapshot = {3, 3}; },
      [](Checkpoint& c) { c.log[1].id = 4; },
      [](Checkpoint& c) { c.log[1].id = UINT32_MAX; },
      [](Checkpoint& c) { c.log[1].serial = c.log[0].serial; },
      [](Checkpoint& c) { c.log[1].serial = MakeSerial(8, 0); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    Checkpoint example = Example();
    changes[i](example);
    auto read = ParseCheckpoint(EncodeCheckpoint(example));
    ASSERT_FALSE(read) << i;
    EXPECT_EQ(CodeName(read.error().code), "corrupt");
  }
}

}  // namespace
}  // namespace nacre
