#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/hash.h"
#include "base/limits.h"
#include "store/content.h"

// Apart from what is compiled for speed.
namespace nacre {
namespace {

// The core runs on one thread.
std::vector<uint64_t>& NotedLacks() {
  static std::vector<uint64_t> lacks;
  return lacks;
}

}  // namespace

Result<ContentRef> Content::Unread(uint64_t size, std::optional<uint64_t> checksum) {
  if (size == 0) return Copy({});
  auto content = Make(size, limits::kFileBytes);
  if (!content) return content;
  (*content)->has_checksum_ = checksum.has_value();
  (*content)->checksum_ = checksum.value_or(0);
  return content;
}

void Content::NoteLack() const {
  std::vector<uint64_t>& lacks = NotedLacks();
  if (lacks.empty() || lacks.back() != id_) lacks.push_back(id_);
}

const std::vector<uint64_t>& Content::Lacks() { return NotedLacks(); }

void Content::ForgetLacks() { NotedLacks().clear(); }

std::optional<uint64_t> Content::Checksum() const {
  if (!has_checksum_ && loaded()) {
    checksum_ = Xxh3({data_, size_});
    has_checksum_ = true;
  }
  return has_checksum_ ? std::optional(checksum_) : std::nullopt;
}

Result<bool> Content::Load(std::string_view bytes) {
  if (loaded()) return true;
  if (bytes.size() != size_ || (has_checksum_ && Xxh3(bytes) != checksum_)) return false;
  if (auto done = Allocate(); !done) return std::unexpected(std::move(done.error()));
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

}  // namespace nacre
