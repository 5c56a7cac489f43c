#ifndef NACRE_CONSOLE_IMAGE_SIZE_H_
#define NACRE_CONSOLE_IMAGE_SIZE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace nacre {

/// What the header of an image file says.
struct ImageHeader {
  std::string_view media_type;
  uint32_t width = 0;  ///< Pixels.
  uint32_t height = 0;
};

/// Reads the header of a PNG, JPEG, GIF or WebP file; nothing for other or damaged bytes. Decodes
/// no pixels; linear in the metadata before a JPEG's frame header, constant otherwise.
std::optional<ImageHeader> ReadImageHeader(std::string_view bytes);

}  // namespace nacre

#endif  // NACRE_CONSOLE_IMAGE_SIZE_H_
