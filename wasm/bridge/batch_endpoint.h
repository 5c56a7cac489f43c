#ifndef NACRE_WASM_BRIDGE_BATCH_ENDPOINT_H_
#define NACRE_WASM_BRIDGE_BATCH_ENDPOINT_H_

#include <memory>
#include <string_view>
#include <vector>

#include "bridge/endpoint.h"
#include "store/store.h"

namespace nacre::bridge {

/// Many files on their way into a store. "add" takes a payload of whole records, as often as
/// needed; "commit" makes all of them one change of the store, or none. Destroying the batch before
/// that drops them.
///
/// A record is the path's length and the content's length (u32, little-endian), the path, the
/// content. The content length 0xFFFFFFFF stands for a directory, which has no content.
class BatchEndpoint final : public Endpoint {
 public:
  static constexpr EndpointKind kKind = EndpointKind::kBatch;
  static constexpr uint32_t kDirectory = 0xffff'ffff;

  explicit BatchEndpoint(std::shared_ptr<Store> store);

 private:
  Result<Reply> Run(std::string_view method, Arguments& args, std::string_view payload) override;

  /// {} + records -> {files, bytes}: what the batch holds now. A bad record leaves it as it was.
  Result<Reply> Add(Arguments& args, std::string_view payload);

  /// {now} -> {created, modified, bytes}. The batch is empty afterwards, unless it failed.
  Result<Reply> Commit(Arguments& args, std::string_view payload);

  Result<uint64_t> AddRecords(std::string_view records);

  std::shared_ptr<Store> store_;
  std::vector<BatchItem> items_;
  uint64_t bytes_ = 0;
};

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_BATCH_ENDPOINT_H_
