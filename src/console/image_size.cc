#include "console/image_size.h"

namespace nacre {
namespace {

using std::string_view_literals::operator""sv;

// Unsigned integers at `at`, which must lie inside `bytes` with their size.
uint32_t Byte(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

uint32_t Big16(std::string_view bytes, size_t at) {
  return Byte(bytes, at) << 8 | Byte(bytes, at + 1);
}

uint32_t Big32(std::string_view bytes, size_t at) {
  return Big16(bytes, at) << 16 | Big16(bytes, at + 2);
}

uint32_t Little16(std::string_view bytes, size_t at) {
  return Byte(bytes, at) | Byte(bytes, at + 1) << 8;
}

uint32_t Little24(std::string_view bytes, size_t at) {
  return Little16(bytes, at) | Byte(bytes, at + 2) << 16;
}

std::optional<ImageHeader> ReadPng(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return std::nullopt;
  return ImageHeader{"image/png", Big32(bytes, 16), Big32(bytes, 20)};
}

std::optional<ImageHeader> ReadGif(std::string_view bytes) {
  if (bytes.size() < 10) return std::nullopt;
  return ImageHeader{"image/gif", Little16(bytes, 6), Little16(bytes, 8)};
}

std::optional<ImageHeader> ReadWebp(std::string_view bytes) {
  if (bytes.size() < 30) return std::nullopt;
  std::string_view chunk = bytes.substr(12, 4);
  if (chunk == "VP8X") {
    return ImageHeader{"image/webp", Little24(bytes, 24) + 1, Little24(bytes, 27) + 1};
  }
  if (chunk == "VP8 " && bytes.substr(23, 3) == "\x9d\x01\x2a") {
    return ImageHeader{"image/webp", Little16(bytes, 26) & 0x3fff, Little16(bytes, 28) & 0x3fff};
  }
  if (chunk == "VP8L" && bytes[20] == '\x2f') {
    uint32_t sizes = Little24(bytes, 21) | Byte(bytes, 24) << 24;
    return ImageHeader{"image/webp", (sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1};
  }
  return std::nullopt;
}

// A start-of-frame marker: C0 to CF, except the tables DHT, JPG and DAC.
bool IsFrameMarker(uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// A marker without a length after it.
bool StandsAlone(uint32_t marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8); }

std::optional<ImageHeader> ReadJpeg(std::string_view bytes) {
  size_t at = 2;
  while (at + 4 <= bytes.size() && Byte(bytes, at) == 0xff) {
    uint32_t marker = Byte(bytes, at + 1);
    if (marker == 0xff) {
      ++at;  // Fill byte.
      continue;
    }
    at += 2;
    if (StandsAlone(marker)) continue;
    if (IsFrameMarker(marker)) {
      if (at + 7 > bytes.size()) return std::nullopt;
      return ImageHeader{"image/jpeg", Big16(bytes, at + 5), Big16(bytes, at + 3)};
    }
    uint32_t length = Big16(bytes, at);
    if (length < 2) return std::nullopt;
    at += length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ImageHeader> ReadImageHeader(std::string_view bytes) {
  std::optional<ImageHeader> header;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) {
    header = ReadPng(bytes);
  } else if (bytes.starts_with("\xff\xd8"sv)) {
    header = ReadJpeg(bytes);
  } else if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) {
    header = ReadGif(bytes);
  } else if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv)) {
    header = ReadWebp(bytes);
  }
  if (header && (header->width == 0 || header->height == 0)) return std::nullopt;
  return header;
}

}  // namespace nacre
