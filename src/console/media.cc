#include "console/media.h"

#include <string>

#include "base/path.h"

namespace nacre {

std::optional<Media> MediaOf(std::string_view path) {
  struct Entry {
    std::string_view extension;
    Media media;
  };
  constexpr Entry kEntries[] = {
      {"png", {MediaKind::kImage, "image/png"}},
      {"jpg", {MediaKind::kImage, "image/jpeg"}},
      {"jpeg", {MediaKind::kImage, "image/jpeg"}},
      {"gif", {MediaKind::kImage, "image/gif"}},
      {"webp", {MediaKind::kImage, "image/webp"}},
      {"pdf", {MediaKind::kDocument, "application/pdf"}},
  };
  std::string extension = Extension(path);
  for (const Entry& entry : kEntries) {
    if (entry.extension == extension) return entry.media;
  }
  return std::nullopt;
}

}  // namespace nacre
