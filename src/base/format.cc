#include "base/format.h"

namespace nacre {

std::string FillPattern(std::string_view pattern, std::span<const FormatPiece> pieces) {
  size_t size = pattern.size();
  for (const FormatPiece& piece : pieces) size += piece.text().size();
  std::string filled;
  filled.reserve(size);
  for (const FormatPiece& piece : pieces) {
    size_t mark = pattern.find("{}");
    filled.append(pattern.substr(0, mark)).append(piece.text());
    pattern.remove_prefix(mark + 2);
  }
  return filled.append(pattern);
}

}  // namespace nacre
