#ifndef NACRE_STORE_REF_H_
#define NACRE_STORE_REF_H_

#include <cstdint>
#include <utility>

namespace nacre {

/// An intrusive, non-atomic reference count: the core runs on one thread.
class RefCounted {
 public:
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;

  /// Whether exactly one `Ref` holds this object, so that its holder may change it in place.
  bool unique() const { return refs_ == 1; }

 protected:
  RefCounted() = default;
  ~RefCounted() = default;

 private:
  template <typename T>
  friend class Ref;
  mutable uint32_t refs_ = 0;
};

/// Owns a share of a `RefCounted` T; the last one calls `T::Destroy(T*)`. May be null.
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) {
    if (object_ != nullptr) ++object_->refs_;
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr && --object_->refs_ == 0) T::Destroy(object_);
  }

  T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }

 private:
  T* object_ = nullptr;
};

}  // namespace nacre

#endif  // NACRE_STORE_REF_H_
