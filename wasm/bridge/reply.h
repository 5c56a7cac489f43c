#ifndef NACRE_WASM_BRIDGE_REPLY_H_
#define NACRE_WASM_BRIDGE_REPLY_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/status.h"
#include "store/content.h"

namespace nacre::bridge {

class Endpoint;

/// Bytes that leave the core: a string of their own, or a part of a file's content, shared.
class Blob {
 public:
  Blob() = default;
  explicit Blob(std::string text) : text_(std::move(text)) {}
  explicit Blob(ContentRef content)
      : size_(static_cast<size_t>(content->size())), content_(std::move(content)) {}
  /// `length` bytes of `content` from `offset`, both within it.
  Blob(ContentRef content, size_t offset, size_t length)
      : offset_(offset), size_(length), content_(std::move(content)) {}

  std::string_view bytes() const {
    return content_ && content_->loaded() ? content_->bytes().substr(offset_, size_)
                                          : std::string_view(text_);
  }

 private:
  std::string text_;
  size_t offset_ = 0;
  size_t size_ = 0;
  ContentRef content_;
};

/// What a call answers: one JSON text, bytes beside it, and a new endpoint where the call makes
/// one.
struct Reply {
  Reply();
  explicit Reply(JsonWriter writer, Blob bytes = {});
  explicit Reply(std::unique_ptr<Endpoint> made);
  Reply(Reply&&) noexcept;
  Reply& operator=(Reply&&) noexcept;
  ~Reply();

  std::string json = "null";
  Blob payload;
  std::unique_ptr<Endpoint> endpoint;
};

/// {"error": {"code", "message", "path"?}}
Reply FailureReply(const Status& status);

/// {"error": {"code": "not_loaded", "message", "wanted": [id, ...]}}, with `Content::Lacks`.
Reply LackReply();

/// The field "wanted" of an open object, with `Content::Lacks`.
void WriteLacks(JsonWriter& out);

}  // namespace nacre::bridge

#endif  // NACRE_WASM_BRIDGE_REPLY_H_
