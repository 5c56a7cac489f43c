#include "store/content_home.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "store/content.h"

namespace nacre {

void ContentList::Append(const Content& content) {
  auto* added = const_cast<Content*>(&content);
  content.previous_ = last;
  content.next_ = nullptr;
  (last != nullptr ? last->next_ : first) = added;
  last = added;
}

void ContentList::Remove(const Content& content) {
  (content.previous_ != nullptr ? content.previous_->next_ : first) = content.next_;
  (content.next_ != nullptr ? content.next_->previous_ : last) = content.previous_;
}

void ContentHome::Keep(Content& content) {
  if (content.home_.get() == this || content.size() == 0) return;
  content.LeaveHome();
  content.home_ = Ref(this);
  if (!content.loaded()) {
    unloaded_.Append(content);
    return;
  }
  loaded_.Append(content);
  loaded_bytes_ += content.size();
}

void ContentHome::Remove(Content& content) {
  if (content.home_.get() != this) return;
  (content.loaded() ? loaded_ : unloaded_).Remove(content);
  if (content.loaded()) loaded_bytes_ -= content.size();
  content.home_ = {};
}

std::vector<ContentRef> ContentHome::FindUnloaded(std::span<const uint64_t> ids) const {
  std::vector<ContentRef> found;
  for (Content* at = unloaded_.first; at != nullptr; at = at->next_) {
    if (std::ranges::binary_search(ids, at->id())) found.emplace_back(at);
  }
  return found;
}

bool ContentHome::Vacate(uint32_t area) {
  for (Content* at = unloaded_.first; at != nullptr; at = at->next_) {
    if (at->place() >> 32 == area) return false;
  }
  for (Content* at = loaded_.first; at != nullptr;) {
    Content& content = *std::exchange(at, at->next_);
    if (content.place() >> 32 == area) Remove(content);
  }
  return true;
}

void ContentHome::MakeRoom(uint64_t bytes) {
  while (loaded_.first != nullptr && !HasRoom(bytes)) {
    Content& content = *loaded_.first;
    content.Checksum();
    loaded_.Remove(content);
    loaded_bytes_ -= content.size();
    std::free(std::exchange(content.data_, nullptr));
    unloaded_.Append(content);
  }
}

void ContentHome::Touch(const Content& content) {
  if (loaded_.last == &content) return;
  loaded_.Remove(content);
  loaded_.Append(content);
}

void ContentHome::NoteLoaded(const Content& content) {
  unloaded_.Remove(content);
  loaded_.Append(content);
  loaded_bytes_ += content.size();
}

}  // namespace nacre
