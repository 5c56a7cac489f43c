#ifndef NACRE_STORE_CONTENT_HOME_H_
#define NACRE_STORE_CONTENT_HOME_H_

#include <cstdint>
#include <span>
#include <vector>

#include "store/ref.h"

namespace nacre {

class Content;

/// Contents in a row, each with a link to its neighbours; owns none.
struct ContentList {
  Content* first = nullptr;
  Content* last = nullptr;

  void Append(const Content& content);
  void Remove(const Content& content);
};

/// The contents of a workspace that are kept elsewhere too, which may be unloaded as far as they
/// are over a budget of bytes. Shared by a store, its forks, and the contents themselves.
class ContentHome : public RefCounted {
 public:
  explicit ContentHome(uint64_t budget) : budget_(budget) {}

  uint64_t budget() const { return budget_; }

  /// Of contents that may be unloaded.
  uint64_t loaded_bytes() const { return loaded_bytes_; }

  /// Whether so much more is within the budget.
  bool HasRoom(uint64_t bytes) const {
    return loaded_bytes_ <= budget_ && bytes <= budget_ - loaded_bytes_;
  }

  /// From now on `content` is kept elsewhere too.
  void Keep(Content& content);

  /// From now on it is not: its bytes stay, if they are here.
  void Remove(Content& content);

  /// Those of the contents with these ids, in order, that are not loaded.
  std::vector<Ref<Content>> FindUnloaded(std::span<const uint64_t> ids) const;

  /// Gives an area up: what is loaded and has its place there is kept nowhere any more. False when
  /// something is not loaded, so that the area must stay.
  bool Vacate(uint32_t area);

  /// Unloads those that were used least recently, until there is room for `bytes`.
  void MakeRoom(uint64_t bytes);

 private:
  friend class Content;
  template <typename T>
  friend class Ref;
  static void Destroy(ContentHome* home) { delete home; }

  void Touch(const Content& content);
  void NoteLoaded(const Content& content);

  uint64_t budget_;
  uint64_t loaded_bytes_ = 0;
  ContentList loaded_;  ///< Those used least recently first.
  ContentList unloaded_;
};

}  // namespace nacre

#endif  // NACRE_STORE_CONTENT_HOME_H_
