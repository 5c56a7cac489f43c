#include "store/content.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "base/format.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/lines.h"

namespace nacre {
namespace {

// Read by leak tests only; the core runs on one thread.
size_t live_contents = 0;

}  // namespace

Result<ContentRef> Content::Copy(std::string_view bytes) {
  auto buffer = ContentBuffer::Allocate(bytes.size());
  if (!buffer) return std::unexpected(std::move(buffer.error()));
  if (!bytes.empty()) std::memcpy(buffer->data(), bytes.data(), bytes.size());
  return std::move(*buffer).Freeze();
}

bool Content::IsText() const {
  if (text_ == Answer::kUnknown) text_ = IsValidUtf8(bytes()) ? Answer::kYes : Answer::kNo;
  return text_ == Answer::kYes;
}

bool Content::IsBinary() const {
  if (binary_ == Answer::kUnknown) {
    bool has_nul = bytes().substr(0, limits::kBinaryProbeBytes).contains('\0');
    binary_ = has_nul || !IsText() ? Answer::kYes : Answer::kNo;
  }
  return binary_ == Answer::kYes;
}

std::optional<bool> Content::KnownBinary() const {
  if (binary_ == Answer::kUnknown) return std::nullopt;
  return binary_ == Answer::kYes;
}

size_t Content::CountLines() const {
  if (lines_ == kNotCounted) lines_ = nacre::CountLines(bytes());
  return lines_;
}

const std::string& Content::Version() const {
  if (version_.empty()) version_ = Xxh3Hex128(bytes());
  return version_;
}

size_t Content::LiveCount() { return live_contents; }

void Content::Destroy(Content* content) {
  content->~Content();
  std::free(content);
  --live_contents;
}

Result<ContentBuffer> ContentBuffer::Allocate(uint64_t size) {
  if (size > limits::kFileBytes) {
    return Fail(Code::kLimitExceeded,
                Format("A file of {} bytes is over the limit of {}", size, limits::kFileBytes));
  }
  return AllocateUnbounded(size);
}

Result<ContentBuffer> ContentBuffer::AllocateUnbounded(uint64_t size) {
  constexpr uint64_t kOverhead = sizeof(Content) + Content::kPadding;
  void* memory =
      size > SIZE_MAX - kOverhead
          ? nullptr
          : AllocateSparingly(static_cast<size_t>(size) + static_cast<size_t>(kOverhead));
  if (memory == nullptr) {
    return Fail(Code::kOutOfMemory, Format("Out of memory for {} bytes", size));
  }
  auto* content = new (memory) Content(static_cast<size_t>(size));
  std::memset(content->data() + size, 0, Content::kPadding);
  ++live_contents;
  return ContentBuffer(ContentRef(content));
}

}  // namespace nacre
