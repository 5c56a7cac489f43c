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

std::vector<uint64_t>& NotedLacks() {
  static std::vector<uint64_t> lacks;
  return lacks;
}

std::unexpected<Status> OutOfMemory(uint64_t size) {
  return Fail(Code::kOutOfMemory, Format("Out of memory for {} bytes", size));
}

std::unexpected<Status> TooLarge(uint64_t size) {
  return Fail(Code::kLimitExceeded,
              Format("A file of {} bytes is over the limit of {}", size, limits::kFileBytes));
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

Result<ContentRef> Content::Unread(uint64_t size, std::optional<uint64_t> checksum) {
  if (size == 0) return Copy({});
  if (size > limits::kFileBytes) return TooLarge(size);
  auto content = Make(size);
  if (!content) return content;
  (*content)->has_checksum_ = checksum.has_value();
  (*content)->checksum_ = checksum.value_or(0);
  return content;
}

std::string_view Content::bytes() const {
  if (!loaded()) {
    NoteLack();
    return {};
  }
  if (home_) home_->Touch(*this);
  return {data_, size_};
}

void Content::NoteLack() const {
  std::vector<uint64_t>& lacks = NotedLacks();
  if (lacks.empty() || lacks.back() != id_) lacks.push_back(id_);
}

const std::vector<uint64_t>& Content::Lacks() { return NotedLacks(); }

void Content::ForgetLacks() { NotedLacks().clear(); }

Result<bool> Content::Load(std::string_view bytes) {
  if (loaded()) return true;
  if (bytes.size() != size_ || (has_checksum_ && Xxh3(bytes) != checksum_)) return false;
  if (!Allocate()) return OutOfMemory(size_);
  std::memcpy(data_, bytes.data(), size_);
  if (home_) home_->NoteLoaded(*this);
  return true;
}

void Content::LeaveHome() {
  if (Ref<ContentHome> home = home_) home->Remove(*this);
}

void Content::LoadFrom(Content& other) {
  if (loaded()) return;
  data_ = std::exchange(other.data_, nullptr);
  if (home_) home_->NoteLoaded(*this);
}

std::optional<uint64_t> Content::Checksum() const {
  if (!has_checksum_ && loaded()) {
    checksum_ = Xxh3({data_, size_});
    has_checksum_ = true;
  }
  return has_checksum_ ? std::optional(checksum_) : std::nullopt;
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

Result<ContentRef> Content::Make(uint64_t size) {
  void* memory = size > SIZE_MAX - kPadding ? nullptr : std::malloc(sizeof(Content));
  if (memory == nullptr) return OutOfMemory(size);
  return ContentRef(new (memory) Content(static_cast<size_t>(size)));
}

bool Content::Allocate() {
  data_ = static_cast<char*>(AllocateSparingly(size_ + kPadding));
  if (data_ == nullptr) return false;
  std::memset(data_ + size_, 0, kPadding);
  return true;
}

Result<ContentBuffer> ContentBuffer::Allocate(uint64_t size) {
  if (size > limits::kFileBytes) return TooLarge(size);
  return AllocateUnbounded(size);
}

Result<ContentBuffer> ContentBuffer::AllocateUnbounded(uint64_t size) {
  auto content = Content::Make(size);
  if (!content) return std::unexpected(std::move(content.error()));
  if (!(*content)->Allocate()) return OutOfMemory(size);
  return ContentBuffer(std::move(*content));
}

}  // namespace nacre
