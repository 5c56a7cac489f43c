#include "console/phrases.h"

#include "base/hash.h"

namespace nacre {

std::string Counted(uint64_t count, std::string_view singular, std::string_view plural) {
  std::string text = std::to_string(count) + " ";
  if (count == 1) return text.append(singular);
  return plural.empty() ? text.append(singular).append("s") : text.append(plural);
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
