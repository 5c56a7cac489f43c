#include "store/tar_header.h"

#include <algorithm>

#include "base/format.h"

namespace nacre {
namespace {

struct Field {
  size_t offset;
  size_t size;
};

constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUserId{108, 8};
constexpr Field kGroupId{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kModified{136, 12};
constexpr Field kChecksum{148, 8};
constexpr size_t kType = 156;
constexpr Field kMagic{257, 6};
constexpr Field kVersion{263, 2};
constexpr Field kPrefix{345, 155};

std::string_view Get(std::string_view block, Field field) {
  return block.substr(field.offset, field.size);
}

std::string_view GetText(std::string_view block, Field field) {
  std::string_view text = Get(block, field);
  return text.substr(0, text.find('\0'));
}

// Octal digits between blanks, or GNU's big-endian binary after a byte with its top bit set.
std::optional<int64_t> GetNumber(std::string_view block, Field field) {
  std::string_view text = Get(block, field);
  if (static_cast<uint8_t>(text[0]) >= 0x80) {
    int64_t value = text[0] & 0x40 ? -1 : 0;
    for (size_t i = 0; i < text.size(); ++i) {
      auto byte = static_cast<uint8_t>(text[i]);
      if (i == 0) byte = static_cast<uint8_t>(value < 0 ? byte : byte & 0x7F);
      if (value > INT64_MAX >> 8 || value < INT64_MIN >> 8) return std::nullopt;
      value = static_cast<int64_t>(static_cast<uint64_t>(value) << 8 | byte);
    }
    return value;
  }
  size_t at = std::min(text.find_first_not_of(' '), text.size());
  int64_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '7'; ++at) {
    value = value << 3 | (text[at] - '0');
  }
  bool ends = text.find_first_not_of(std::string_view(" \0", 2), at) == std::string_view::npos;
  return ends ? std::optional(value) : std::nullopt;
}

template <typename Number>
bool ChecksumIs(std::string_view block, int64_t expected) {
  int64_t sum = 0;
  for (size_t i = 0; i < block.size(); ++i) {
    bool is_checksum = i >= kChecksum.offset && i < kChecksum.offset + kChecksum.size;
    sum += is_checksum ? ' ' : static_cast<Number>(block[i]);
  }
  return sum == expected;
}

// Zero-padded octal with a final NUL. False when the digits do not suffice.
bool PutNumber(char* block, Field field, uint64_t value) {
  for (size_t i = field.size - 1; i-- > 0;) {
    block[field.offset + i] = static_cast<char>('0' + (value & 7));
    value >>= 3;
  }
  return value == 0;
}

void PutText(char* block, Field field, std::string_view text) {
  std::ranges::copy(text, block + field.offset);
}

// A name over 100 bytes is split at a slash.
bool PutName(char* block, std::string_view name) {
  if (name.size() <= kName.size) {
    PutText(block, kName, name);
    return true;
  }
  size_t slash = name.rfind('/', std::min(kPrefix.size, name.size() - 2));
  if (slash == std::string_view::npos || slash == 0) return false;
  if (name.size() - slash - 1 > kName.size) return false;
  PutText(block, kPrefix, name.substr(0, slash));
  PutText(block, kName, name.substr(slash + 1));
  return true;
}

}  // namespace

std::optional<TarHeader> ReadTarHeader(std::string_view block) {
  auto checksum = GetNumber(block, kChecksum);
  auto size = GetNumber(block, kSize);
  if (!checksum || !size || *size < 0) return std::nullopt;
  if (!ChecksumIs<uint8_t>(block, *checksum) && !ChecksumIs<int8_t>(block, *checksum)) {
    return std::nullopt;
  }
  TarHeader header;
  header.type = block[kType];
  header.size = static_cast<uint64_t>(*size);
  header.mtime = GetNumber(block, kModified);
  header.name = GetText(block, kName);
  // GNU's own format ("ustar  ") keeps other fields where the prefix would be.
  std::string_view prefix = GetText(block, kPrefix);
  if (Get(block, kMagic) == std::string_view("ustar\0", 6) && !prefix.empty()) {
    header.name = Format("{}/{}", prefix, header.name);
  }
  return header;
}

std::optional<std::array<char, kTarBlock>> WriteTarHeader(const TarHeader& header, uint32_t mode) {
  std::array<char, kTarBlock> block{};
  char* out = block.data();
  int64_t mtime = header.mtime.value_or(0);
  bool fits = PutName(out, header.name) && PutNumber(out, kSize, header.size) && mtime >= 0 &&
              PutNumber(out, kModified, static_cast<uint64_t>(mtime));
  if (!fits) return std::nullopt;
  PutNumber(out, kMode, mode);
  PutNumber(out, kUserId, 0);
  PutNumber(out, kGroupId, 0);
  PutText(out, kMagic, std::string_view("ustar\0", 6));
  PutText(out, kVersion, "00");
  out[kType] = header.type;
  PutText(out, kChecksum, "        ");
  uint64_t sum = 0;
  for (char c : block) sum += static_cast<uint8_t>(c);
  PutNumber(out, {kChecksum.offset, kChecksum.size - 1}, sum);
  out[kChecksum.offset + kChecksum.size - 2] = '\0';
  return block;
}

}  // namespace nacre
