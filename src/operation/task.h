#ifndef NACRE_OPERATION_TASK_H_
#define NACRE_OPERATION_TASK_H_

#include <coroutine>
#include <optional>
#include <utility>

namespace nacre {

/// A lazily started coroutine that yields one `T`. Owned by whoever holds it; destroying it
/// destroys everything it is waiting on. Start it with `co_await` from another task, or through an
/// `Operation`.
///
/// Parameters of a coroutine are copied into its frame: take what must outlive a suspension by
/// value.
template <typename T>
class [[nodiscard]] Task {
 public:
  struct promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  struct promise_type {
    struct FinalAwaiter {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(Handle finished) noexcept {
        std::coroutine_handle<> next = finished.promise().continuation;
        return next ? next : std::noop_coroutine();
      }
      void await_resume() noexcept {}
    };

    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    FinalAwaiter final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept {}
    void return_value(T value) { result.emplace(std::move(value)); }

    std::optional<T> result;
    std::coroutine_handle<> continuation;
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
    handle_.promise().continuation = waiting;
    return handle_;
  }
  T await_resume() { return std::move(*handle_.promise().result); }

  /// The coroutine itself, for the `Operation` that drives it.
  Handle handle() const { return handle_; }

 private:
  explicit Task(Handle handle) : handle_(handle) {}

  Handle handle_;
};

}  // namespace nacre

#endif  // NACRE_OPERATION_TASK_H_
