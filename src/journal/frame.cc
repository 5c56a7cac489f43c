#include "journal/frame.h"

#include "base/hash.h"
#include "journal/little_endian.h"

namespace nacre {
namespace {

constexpr uint32_t kCommits = 1;
constexpr size_t kChecksumBytes = sizeof(uint64_t);

}  // namespace

std::optional<Frame> ParseFrame(std::string_view bytes) {
  ByteReader reader(bytes);
  Frame frame;
  frame.checksum = reader.Number<uint64_t>();
  frame.size = reader.Number<uint32_t>();
  auto flags = reader.Number<uint32_t>();
  frame.group = reader.Number<uint64_t>();
  frame.chain = reader.Number<uint64_t>();
  frame.index = reader.Number<uint32_t>();
  frame.writer = reader.Number<uint32_t>();
  if (reader.failed() || frame.size < Frame::kHeaderBytes || frame.size > bytes.size() ||
      frame.size % Frame::kAlignment != 0 || flags > kCommits || frame.group == 0) {
    return std::nullopt;
  }
  std::string_view covered = bytes.substr(kChecksumBytes, frame.size - kChecksumBytes);
  if (Xxh3(covered) != frame.checksum) return std::nullopt;
  frame.commits = flags == kCommits;
  frame.records = bytes.substr(Frame::kHeaderBytes, frame.size - Frame::kHeaderBytes);
  return frame;
}

bool HasLaterFrame(std::string_view bytes, uint64_t group) {
  while (bytes.size() >= Frame::kHeaderBytes) {
    auto frame = ParseFrame(bytes);
    if (frame && frame->group > group) return true;
    bytes.remove_prefix(frame ? frame->size : Frame::kAlignment);
  }
  return false;
}

std::string BeginFrame() {
  std::string frame(Frame::kHeaderBytes, '\0');
  return frame;
}

uint64_t SealFrame(std::string& frame, uint64_t group, uint64_t chain, uint32_t index,
                   uint32_t writer, bool commits) {
  frame.resize((frame.size() + Frame::kAlignment - 1) / Frame::kAlignment * Frame::kAlignment);
  PutNumber(frame, 8, static_cast<uint32_t>(frame.size()));
  PutNumber(frame, 12, commits ? kCommits : 0U);
  PutNumber(frame, 16, group);
  PutNumber(frame, 24, chain);
  PutNumber(frame, 32, index);
  PutNumber(frame, 36, writer);
  uint64_t checksum = Xxh3(std::string_view(frame).substr(kChecksumBytes));
  PutNumber(frame, 0, checksum);
  return checksum;
}

}  // namespace nacre
