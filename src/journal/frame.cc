#include "journal/frame.h"

#include "base/hash.h"
#include "journal/little_endian.h"

namespace nacre {
namespace {

constexpr uint32_t kCommits = 1;
constexpr size_t kChecksumBytes = sizeof(uint64_t);
constexpr size_t kSerialOffset = 40;

}  // namespace

std::optional<Frame> ParseFrameHeader(std::string_view bytes) {
  ByteReader reader(bytes);
  Frame frame;
  frame.checksum = reader.Number<uint64_t>();
  frame.size = reader.Number<uint32_t>();
  auto flags = reader.Number<uint32_t>();
  frame.group = reader.Number<uint64_t>();
  frame.chain = reader.Number<uint64_t>();
  frame.index = reader.Number<uint32_t>();
  frame.writer = reader.Number<uint32_t>();
  frame.serial = reader.Number<uint64_t>();
  if (reader.failed() || frame.size < Frame::kHeaderBytes || frame.size % Frame::kAlignment != 0 ||
      flags > kCommits || frame.group == 0) {
    return std::nullopt;
  }
  frame.commits = flags == kCommits;
  return frame;
}

std::optional<Frame> ParseFrame(std::string_view bytes) {
  auto frame = ParseFrameHeader(bytes);
  if (!frame || frame->size > bytes.size()) return std::nullopt;
  std::string_view whole = bytes.substr(0, frame->size);
  if (Xxh3(whole.substr(kChecksumBytes)) != frame->checksum) return std::nullopt;
  frame->records = whole.substr(Frame::kHeaderBytes);
  return frame;
}

bool HasLaterFrame(std::string_view bytes, uint64_t group, uint64_t serial) {
  for (; bytes.size() >= Frame::kHeaderBytes; bytes.remove_prefix(Frame::kAlignment)) {
    // Hardly any place has it, and it is quick to see.
    if (ByteReader(bytes.substr(kSerialOffset)).Number<uint64_t>() != serial) continue;
    auto header = ParseFrameHeader(bytes);
    if (header && header->group > group && ParseFrame(bytes)) return true;
  }
  return false;
}

std::string BeginFrame() {
  std::string frame(Frame::kHeaderBytes, '\0');
  return frame;
}

void PadFrame(std::string& frame) {
  frame.resize((frame.size() + Frame::kAlignment - 1) / Frame::kAlignment * Frame::kAlignment);
}

uint64_t SealFrame(std::string& frame, const Frame& header) {
  PutNumber(frame, 8, static_cast<uint32_t>(frame.size()));
  PutNumber(frame, 12, header.commits ? kCommits : 0U);
  PutNumber(frame, 16, header.group);
  PutNumber(frame, 24, header.chain);
  PutNumber(frame, 32, header.index);
  PutNumber(frame, 36, header.writer);
  PutNumber(frame, kSerialOffset, header.serial);
  uint64_t checksum = Xxh3(std::string_view(frame).substr(kChecksumBytes));
  PutNumber(frame, 0, checksum);
  return checksum;
}

}  // namespace nacre
