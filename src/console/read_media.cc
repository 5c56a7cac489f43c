#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/limits.h"
#include "base/path.h"
#include "console/backend_call.h"
#include "console/fields.h"
#include "console/image_size.h"
#include "console/phrases.h"
#include "console/tools.h"

namespace nacre {
namespace {

// With one decimal, an exact half rounded to the even one.
std::string Megabytes(uint64_t bytes) {
  constexpr uint64_t kMegabyte = 1 << 20;
  uint64_t tenths = bytes * 10 / kMegabyte;
  uint64_t rest = bytes * 10 % kMegabyte;
  if (rest > kMegabyte / 2 || (rest == kMegabyte / 2 && tenths % 2 == 1)) ++tenths;
  return Format("{}.{}MB", tenths / 10, tenths % 10);
}

std::string_view NameOf(MediaKind kind) { return kind == MediaKind::kImage ? "Image" : "Document"; }

Status NotFoundOrEmpty(MediaKind kind, std::string_view path) {
  return {Code::kNotFound, Format("{} file '{}' not found or empty", NameOf(kind), path),
          std::string(path)};
}

bool CodecTakes(const Capabilities& capabilities, std::string_view media_type) {
  return std::ranges::find(capabilities.images, media_type) != capabilities.images.end();
}

// Has the host shrink `part`, an image whose long edge is over the limit. Whatever goes wrong, the
// image stays as it is. Returns whether it was shrunk.
Task<bool> Shrink(const Call& call, BinaryPart& part, ImageHeader header) {
  Effect effect;
  effect.kind = "image";
  effect.request.value = Json{{"mediaType", part.media_type},
                              {"width", header.width},
                              {"height", header.height},
                              {"maxEdge", limits::kImageEdgePixels}};
  effect.request.payload = part.bytes;
  Message answer = co_await call.host->Perform(std::move(effect));
  std::string_view media_type = StringField(answer.value, "mediaType");
  bool usable = BoolField(answer.value, "resized") && !answer.payload.empty() &&
                answer.payload.size() <= call.state->options.max_image_bytes &&
                media_type.starts_with("image/");
  if (!usable) co_return false;
  part.media_type = media_type;
  part.bytes = std::move(answer.payload);
  co_return true;
}

std::string Caption(MediaKind kind, std::string_view path, const BinaryPart& part) {
  std::string caption = Format("{} {} ({}", NameOf(kind), ShownPath(path), part.media_type);
  if (std::optional<ImageHeader> header = ReadImageHeader(part.bytes)) {
    caption += Format(", {} x {} pixels", header->width, header->height);
  }
  return caption + Format(", {})", Counted(part.bytes.size(), "byte"));
}

}  // namespace

Task<ToolAnswer> RunReadMedia(Call& call, Media media) {
  std::string path(StringField(call.args, "path"));
  const ToolsetOptions& options = call.state->options;
  bool image = media.kind == MediaKind::kImage;
  uint64_t most = image ? options.max_image_bytes : options.max_document_bytes;
  Result<Message> read = co_await CallBackend(
      *call.host, "readBytes", Json{{"path", call.path}, {"offset", 0}, {"length", most + 1}});
  if (!read && read.error().code != Code::kNotFound) co_return ErrorAnswer(read.error());
  if (!read || read->payload.empty()) co_return ErrorAnswer(NotFoundOrEmpty(media.kind, path));
  uint64_t size = std::max<uint64_t>(
      read->payload.size(),
      static_cast<uint64_t>(std::max<int64_t>(0, IntegerField(read->value, "size").value_or(0))));
  if (size > most) {
    co_return ErrorAnswer({Code::kLimitExceeded,
                           Format("{} '{}' too large ({}, max {})", NameOf(media.kind), path,
                                  Megabytes(size), Megabytes(most)),
                           call.path});
  }
  BinaryPart part{.type = image ? "image" : "file",
                  .media_type = std::string(media.media_type),
                  .filename = std::string(Basename(call.path)),
                  .bytes = std::move(read->payload)};
  bool resized = false;
  if (std::optional<ImageHeader> header = image ? ReadImageHeader(part.bytes) : std::nullopt) {
    part.media_type = header->media_type;
    if (std::max(header->width, header->height) > limits::kImageEdgePixels &&
        CodecTakes(options.capabilities, part.media_type)) {
      resized = co_await Shrink(call, part, *header);
    }
  }
  ToolAnswer answer;
  answer.text = Caption(media.kind, path, part);
  answer.metadata = Json{
      {"path", call.path}, {"mediaType", part.media_type}, {"size", size}, {"resized", resized}};
  answer.part = std::move(part);
  co_return answer;
}

}  // namespace nacre
