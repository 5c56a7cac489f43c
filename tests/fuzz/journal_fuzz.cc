// Reads hostile volumes. What can be read is sound, can be written to, and is read again as it was.
//
// The first byte says what the rest is. Either the records of frames, a row of a byte of flags, a
// byte of length and the records each, that get checksums and chains as they belong, so that the
// records are looked at; or the fields of a checkpoint and after them a segment as it is.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/hash.h"
#include "journal/frame.h"
#include "journal/little_endian.h"
#include "journal/session.h"

namespace {

using nacre::Answer;
using nacre::AppendNumber;
using nacre::Checkpoint;
using nacre::Code;
using nacre::JournalOptions;
using nacre::Json;
using nacre::LogSegment;
using nacre::Message;
using nacre::PutNumber;
using nacre::Session;

constexpr JournalOptions kSizes{.segment_bytes = 4096,
                                .checkpoint_bytes = 512,
                                .frame_bytes = 120,
                                .extent_threshold = 200,
                                .extent_bytes = 150};
constexpr size_t kChecksumBytes = sizeof(uint64_t);

using Blobs = std::map<std::string, std::string>;

void Require(bool condition) {
  if (!condition) std::abort();
}

Message Refused(const char* code) {
  return {.value = {{"error", {{"code", code}, {"message", "Refused"}}}}, .payload = {}};
}

Message Perform(Blobs& blobs, const Message& request) {
  const Json& value = request.value;
  if (value.at("op") == "list") {
    Json rows = Json::array();
    for (const auto& [name, bytes] : blobs)
      rows.push_back({{"name", name}, {"size", bytes.size()}});
    return {.value = {{"blobs", std::move(rows)}}, .payload = {}};
  }
  auto name = value.at("name").get<std::string>();
  if (value.at("op") == "create") {
    blobs[name] = value.contains("size") ? std::string(value.at("size").get<size_t>(), '\0')
                                         : request.payload;
    return {};
  }
  if (value.at("op") == "remove") {
    blobs.erase(name);
    return {};
  }
  if (!blobs.contains(name)) return Refused("not_found");
  std::string& bytes = blobs.at(name);
  auto offset = value.at("offset").get<size_t>();
  if (value.at("op") == "read") {
    if (offset > bytes.size()) return {};
    return {.value = {}, .payload = bytes.substr(offset, value.at("length").get<size_t>())};
  }
  if (offset + request.payload.size() > bytes.size()) return Refused("io");
  bytes.replace(offset, request.payload.size(), request.payload);
  return {};
}

// Frames out of the records, each group the next one.
std::string SegmentOf(std::string_view input, uint64_t serial, uint64_t group, uint64_t chain) {
  std::string segment;
  uint32_t index = 0;
  while (input.size() >= 2) {
    auto flags = static_cast<unsigned char>(input[0]);
    size_t size = std::min<size_t>(static_cast<unsigned char>(input[1]), input.size() - 2);
    std::string frame = nacre::BeginFrame();
    frame += input.substr(2, size);
    input.remove_prefix(2 + size);
    nacre::PadFrame(frame);
    bool commits = (flags & 1) != 0;
    chain = nacre::SealFrame(frame, {.group = group + 1,
                                     .chain = chain,
                                     .index = index,
                                     .writer = 7,
                                     .serial = serial,
                                     .commits = commits});
    index = commits ? 0 : index + 1;
    group += commits ? 1 : 0;
    if (segment.size() + frame.size() > kSizes.segment_bytes) break;
    segment += frame;
  }
  return segment;
}

Blobs VolumeOfRecords(std::string_view input, bool has_snapshot) {
  uint64_t serial = nacre::MakeSerial(1, 0);
  Checkpoint checkpoint;
  checkpoint.number = 1;
  checkpoint.log = {{.id = 1, .sealed = LogSegment::kOpen, .serial = serial}};
  Blobs blobs;
  std::string segment = SegmentOf(input, serial, 0, 0);
  if (has_snapshot) {
    checkpoint.group = 1;
    checkpoint.snapshot = {2};
    auto first = nacre::ParseFrame(segment);
    checkpoint.chain = first ? first->checksum : 0;
    blobs["seg-2"] = segment;
    segment.erase(0, first ? first->size : 0);
  }
  blobs["seg-1"] = std::move(segment);
  blobs["head-1"] = nacre::EncodeCheckpoint(checkpoint);
  blobs["head-0"] = "";
  return blobs;
}

// A checkpoint with any fields, but with the right beginning and checksum.
Blobs VolumeAsItIs(std::string_view input) {
  constexpr size_t kMostFields = 200;
  constexpr size_t kFieldsOffset = 16;
  std::string_view fields = input.substr(0, kMostFields);
  Checkpoint none;
  std::string head = nacre::EncodeCheckpoint(none).substr(0, kFieldsOffset);
  head += fields;
  PutNumber(head, 12, static_cast<uint32_t>(head.size() + kChecksumBytes));
  AppendNumber(head, nacre::Xxh3(head));
  Blobs blobs{{"head-0", head}, {"head-1", head}, {"ext-1", "one"}, {"ext-2", "two"}};
  std::string segment(input.substr(fields.size()));
  for (const char* name : {"seg-0", "seg-1", "seg-2"}) blobs[name] = segment;
  return blobs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  Blobs blobs =
      (data[0] & 1) != 0 ? VolumeAsItIs(input) : VolumeOfRecords(input, (data[0] & 2) != 0);
  for (auto& [name, bytes] : blobs) {
    if (!name.starts_with("ext")) {
      bytes.resize(name.starts_with("head") ? kSizes.checkpoint_bytes : kSizes.segment_bytes);
    }
  }
  JournalOptions options = kSizes;
  options.repair = (data[0] & 4) != 0;
  Answer answer = [&](const Message& request) { return Perform(blobs, request); };
  Session session(options);
  if (!session.Load(answer)) return 0;
  Require(session.tree().IsSound());
  auto claimed = session.Claim(answer, (data[0] & 8) != 0);
  if (!claimed) {
    Require(claimed.error().code == Code::kLimitExceeded);
    return 0;
  }
  for (const char* path : {"/fuzz/a", "/fuzz/b"}) {
    auto bytes = nacre::Content::Copy(std::string(300, 'x'));
    if (!session.store().Write(path, *bytes, 0)) continue;
    auto done = session.Commit(answer);
    Require(done || done.error().code == Code::kLimitExceeded);
    auto tended = session.Tend(answer);
    Require(tended || tended.error().code == Code::kLimitExceeded);
  }
  Session again(kSizes);
  Require(again.Load(answer).has_value());
  Require(again.tree().IsSound());
  Require(nacre::SameFiles(again.tree(), session.tree()));
  return 0;
}
