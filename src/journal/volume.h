#ifndef NACRE_JOURNAL_VOLUME_H_
#define NACRE_JOURNAL_VOLUME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "operation/operation.h"

namespace nacre {

struct BlobInfo {
  std::string name;
  uint64_t size = 0;
};

/// Named blobs of fixed size, which the host keeps: every call is an effect of kind "volume", whose
/// request is `{op, name?, offset?, length?, size?, flush?}` with the bytes beside it. The host
/// answers `{error: {code, message}}`, or what was asked for: for "list" `{blobs: [{name, size}]}`,
/// for "read" the bytes. `js/stores/volume.ts` says what each call promises.
class Volume {
 public:
  explicit Volume(Host& host) : host_(&host) {}

  Task<Result<std::vector<BlobInfo>>> List();
  /// Fewer bytes than `length` at the end of the blob.
  Task<Result<std::string>> Read(std::string name, uint64_t offset, uint64_t length);
  /// A blob of zeros.
  Task<Result<void>> Create(std::string name, uint64_t size);
  Task<Result<void>> CreateFilled(std::string name, std::string bytes);
  /// With `flush`, all that was written is safe when it answers.
  Task<Result<void>> Write(std::string name, uint64_t offset, std::string bytes, bool flush);
  Task<Result<void>> Remove(std::string name);

 private:
  Task<Result<Message>> Ask(Json request, std::string payload);

  Host* host_;
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_VOLUME_H_
