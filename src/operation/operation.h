#ifndef NACRE_OPERATION_OPERATION_H_
#define NACRE_OPERATION_OPERATION_H_

#include <coroutine>
#include <functional>
#include <string>
#include <utility>

#include "base/json.h"
#include "operation/task.h"

namespace nacre {

/// Structured data with bytes beside it: what crosses between the core and its host, in both
/// directions.
struct Message {
  Json value;
  std::string payload;  ///< Bulk text or raw bytes; empty when there is none.
};

/// Something an operation asks its host to do: `kind` names it ("backend", "ask", ...), `request`
/// says what.
struct Effect {
  std::string kind;
  Message request;
};

/// Where a running operation's coroutines meet their host. `co_await host.Perform(effect)` suspends
/// all of them until the host answers.
class Host {
 public:
  class Awaiter {
   public:
    explicit Awaiter(Host& host) : host_(host) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) noexcept { host_.waiting_ = waiting; }
    Message await_resume() { return std::move(host_.answer_); }

   private:
    Host& host_;
  };

  Awaiter Perform(Effect effect) {
    effect_ = std::move(effect);
    return Awaiter(*this);
  }

 private:
  friend class Operation;

  Effect effect_;
  Message answer_;
  std::coroutine_handle<> waiting_;
};

/// Work that must wait for the outside world, without doing any I/O itself: each `Step` takes the
/// answer to the last effect and returns the next one, until the kind is "done" and the request is
/// the result.
///
///     Operation operation([](Host& host) { return Fetch(host); });
///     for (Effect effect = operation.Step({}); effect.kind != "done"; effect =
///     operation.Step(answer))
///       answer = PerformForReal(effect);
///
/// Destroying an unfinished operation cancels it: nothing of it runs again.
class Operation {
 public:
  static constexpr const char* kDone = "done";

  /// `start` makes the outermost task; the host outlives it.
  explicit Operation(const std::function<Task<Message>(Host&)>& start) : task_(start(host_)) {
    host_.waiting_ = task_.handle();
  }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  bool done() const { return done_; }

  /// Goes on with `answer` (ignored by the first step) to the next effect. A finished operation
  /// answers "done" with an empty request.
  Effect Step(Message answer) {
    if (done_) return {kDone, {}};
    host_.answer_ = std::move(answer);
    std::exchange(host_.waiting_, nullptr).resume();
    if (!task_.handle().done()) return std::move(host_.effect_);
    done_ = true;
    return {kDone, task_.await_resume()};
  }

 private:
  Host host_;
  Task<Message> task_;
  bool done_ = false;
};

}  // namespace nacre

#endif  // NACRE_OPERATION_OPERATION_H_
