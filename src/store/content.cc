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

// The core runs on one thread. The first is read by leak tests only.
size_t live_contents = 0;
uint64_t last_id = 0;

std::unexpected<Status> OutOfMemory(uint64_t size) {
  return Fail(Code::kOutOfMemory, Format("Out of memory for {} bytes", size));
}

}  // namespace

Content::Content(size_t size) : size_(size), id_(++last_id) { ++live_contents; }

Content::~Content() {
  LeaveHome();
  std::free(data_);
  --live_contents;
}

Result<ContentRef> Content::Copy(std::string_view bytes) {
  auto buffer = ContentBuffer::Allocate(bytes.size());
  if (!buffer) return std::unexpected(std::move(buffer.error()));
  if (!bytes.empty()) std::memcpy(buffer->data(), bytes.data(), bytes.size());
  return std::move(*buffer).Freeze();
}

std::string_view Content::bytes() const {
  if (!loaded()) {
    NoteLack();
    return {};
  }
  if (home_) home_->Touch(*this);
  return {data_, size_};
}

bool Content::IsText() const {
  if (text_ == Answer::kUnknown && !loaded()) {
    NoteLack();
    return true;
  }
  if (text_ == Answer::kUnknown) text_ = IsValidUtf8(bytes()) ? Answer::kYes : Answer::kNo;
  return text_ == Answer::kYes;
}

bool Content::IsBinary() const {
  if (binary_ == Answer::kUnknown && !loaded()) {
    NoteLack();
    return false;
  }
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
  if (!loaded()) {
    NoteLack();
    return 0;
  }
  if (lines_ == kNotCounted) lines_ = nacre::CountLines(bytes());
  return lines_;
}

const std::string& Content::Version() const {
  if (version_.empty()) {
    if (loaded()) {
      version_ = Xxh3Hex128(bytes());
    } else {
      NoteLack();
    }
  }
  return version_;
}

size_t Content::LiveCount() { return live_contents; }

void Content::Destroy(Content* content) {
  content->~Content();
  std::free(content);
}

Result<ContentRef> Content::Make(uint64_t size, uint64_t most) {
  if (size > most) {
    return Fail(Code::kLimitExceeded,
                Format("A file of {} bytes is over the limit of {}", size, most));
  }
  void* memory = size > SIZE_MAX - kPadding ? nullptr : std::malloc(sizeof(Content));
  if (memory == nullptr) return OutOfMemory(size);
  return ContentRef(new (memory) Content(static_cast<size_t>(size)));
}

Result<void> Content::Allocate() {
  data_ = static_cast<char*>(AllocateSparingly(size_ + kPadding));
  if (data_ == nullptr) return OutOfMemory(size_);
  std::memset(data_ + size_, 0, kPadding);
  return {};
}

Result<ContentBuffer> ContentBuffer::Allocate(uint64_t size) {
  return Make(size, limits::kFileBytes);
}

Result<ContentBuffer> ContentBuffer::AllocateUnbounded(uint64_t size) {
  return Make(size, UINT64_MAX);
}

Result<ContentBuffer> ContentBuffer::Make(uint64_t size, uint64_t most) {
  auto content = Content::Make(size, most);
  if (!content) return std::unexpected(std::move(content.error()));
  if (auto done = (*content)->Allocate(); !done) return std::unexpected(std::move(done.error()));
  return ContentBuffer(std::move(*content));
}

}  // namespace nacre
