#ifndef NACRE_TESTS_NATIVE_CONSOLE_STORE_HOST_H_
#define NACRE_TESTS_NATIVE_CONSOLE_STORE_HOST_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "console/toolset.h"
#include "store/store.h"

namespace nacre {

/// What a finished call answered.
struct Answered {
  std::string text;  ///< The first text part.
  bool is_error = false;
  std::string code;
  Json value;  ///< The whole "done" request.
  std::string payload;
};

/// A host that performs the effects of tool calls over a real `Store`. What a store can't do
/// (commands, asking, images) is scripted.
class StoreHost {
 public:
  using Handler = std::function<Message(const Message&)>;

  Store store;
  /// Scripted answers, by method of "backend" or kind of effect. They win over the store.
  std::map<std::string, Handler, std::less<>> scripted;
  /// Every effect so far: its kind, or its backend method.
  std::vector<std::string> performed;
  std::vector<Json> asked;  ///< The requests of "ask" effects.

  void Put(std::string_view path, std::string_view content);
  std::string Get(std::string_view path) const;

  /// Scripts "ask" to answer with `answer`.
  void AnswerAsks(Json answer);
  /// Scripts a backend method to succeed with `result`.
  void AnswerMethod(const std::string& method, Json result, std::string payload = {});

  /// Performs one effect.
  Message Perform(const Effect& effect);

  /// Runs a call to its end.
  Answered Run(Toolset& toolset, std::string_view tool, const Json& arguments,
               CallOptions options = {});
  Answered RunText(Toolset& toolset, std::string_view tool, std::string_view arguments,
                   CallOptions options = {});

 private:
  Message Backend(const Message& request);

  Timestamp now_ = 0;
};

/// A toolset whose options are `options` over: no rules, no approvals, every capability.
Toolset MakeToolset(Json options = Json::object());

}  // namespace nacre

#endif  // NACRE_TESTS_NATIVE_CONSOLE_STORE_HOST_H_
