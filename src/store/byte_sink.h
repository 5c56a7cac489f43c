#ifndef NACRE_STORE_BYTE_SINK_H_
#define NACRE_STORE_BYTE_SINK_H_

#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "store/content.h"

namespace nacre {

/// Takes bytes in order: counts them, and with somewhere to put them, copies them there.
class ByteSink {
 public:
  explicit ByteSink(char* out = nullptr) : out_(out) {}

  void Append(std::string_view bytes) {
    if (out_ != nullptr && !bytes.empty()) std::memcpy(out_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void Append(char byte) { Append(std::string_view(&byte, 1)); }

  size_t size() const { return size_; }

 private:
  char* out_;
  size_t size_ = 0;
};

/// The content that `write(ByteSink&)` writes. It runs twice, first to learn the size, so that all
/// is allocated at once and nothing is lost when it does not fit.
template <typename Write>
Result<ContentRef> WriteContent(Write write) {
  ByteSink counting;
  write(counting);
  auto buffer = ContentBuffer::AllocateUnbounded(counting.size());
  if (!buffer) return std::unexpected(std::move(buffer.error()));
  ByteSink filling(buffer->data());
  write(filling);
  return std::move(*buffer).Freeze();
}

}  // namespace nacre

#endif  // NACRE_STORE_BYTE_SINK_H_
