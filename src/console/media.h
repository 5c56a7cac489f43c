#ifndef NACRE_CONSOLE_MEDIA_H_
#define NACRE_CONSOLE_MEDIA_H_

#include <optional>
#include <string_view>

namespace nacre {

enum class MediaKind { kImage, kDocument };

/// A kind of file that a model may look at rather than read.
struct Media {
  MediaKind kind;
  std::string_view media_type;
};

/// By the extension of `path`: png, jpg, jpeg, gif, webp are images, pdf is a document.
std::optional<Media> MediaOf(std::string_view path);

}  // namespace nacre

#endif  // NACRE_CONSOLE_MEDIA_H_
