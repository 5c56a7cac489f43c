#include "console/phrases.h"

#include "base/format.h"
#include "base/hash.h"

namespace nacre {

std::string Counted(uint64_t count, std::string_view singular, std::string_view plural) {
  if (count != 1 && plural.empty()) return Format("{} {}s", count, singular);
  return Format("{} {}", count, count == 1 ? singular : plural);
}

std::string ShownPath(std::string_view path) {
  std::string shown;
  shown.reserve(path.size());
  for (char c : path) {
    auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      shown += c;
    } else if (c == '\n') {
      shown += "\\n";
    } else if (c == '\t') {
      shown += "\\t";
    } else if (c == '\r') {
      shown += "\\r";
    } else {
      std::array<char, 2> hex = HexByte(byte);
      shown.append("\\x").append(hex.data(), hex.size());
    }
  }
  return shown;
}

}  // namespace nacre
