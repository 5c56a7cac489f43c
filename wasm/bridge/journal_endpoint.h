#ifndef NACRE_WASM_BRIDGE_JOURNAL_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_JOURNAL_ENDPOINT_H_

#include <memory>
#include <string_view>

#include "bridge/endpoint.h"
#include "journal/journal.h"

namespace nacre::bridge {

/// The journal of a store. Its tasks are operations, one at a time, that ask for "volume" effects.
class JournalEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kJournal;

  explicit JournalEndpoint(std::shared_ptr<Journal> journal);

  /// `options`: segmentBytes, checkpointBytes, frameBytes, extentThreshold, extentBytes, repair,
  /// cache.
  static Result<Reply> Open(std::shared_ptr<Store> store, Arguments& options);

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  Result<Reply> Load(Arguments& args, std::string_view payload);
  Result<Reply> CatchUp(Arguments& args, std::string_view payload);
  /// {clean}
  Result<Reply> Claim(Arguments& args, std::string_view payload);
  /// {writer} -> an operation that ends with {changed, group, serial, offset} + the group's frames
  Result<Reply> Commit(Arguments& args, std::string_view payload);
  /// {writer} -> an operation that ends with {more}
  Result<Reply> Tend(Arguments& args, std::string_view payload);
  /// {wanted: [id], judge?, stay?} -> an operation that ends with {more}: whether to
  /// catch up
  Result<Reply> Fetch(Arguments& args, std::string_view payload);
  /// {group, serial, offset} + the group's frames -> {followed}
  Result<Reply> Follow(Arguments& args, std::string_view payload);
  /// -> {}
  Result<Reply> RollBack(Arguments& args, std::string_view payload);
  /// -> {exists, group, changed, droppedBytes}
  Result<Reply> State(Arguments& args, std::string_view payload);

  std::shared_ptr<Journal> journal_;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_JOURNAL_ENDPOINT_H_
