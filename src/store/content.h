#ifndef NACRE_STORE_CONTENT_H_
#define NACRE_STORE_CONTENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "store/ref.h"

namespace nacre {

class Content;
class ContentBuffer;
using ContentRef = Ref<Content>;

/// The immutable bytes of a file, shared by every tree that holds it: one allocation of header and
/// bytes. `kPadding` zero bytes follow the last one, so that a SIMD load that starts inside stays
/// inside.
class Content : public RefCounted {
 public:
  static constexpr size_t kPadding = 16;

  /// A copy of `bytes`. `kOutOfMemory` when the allocator refuses.
  static Result<ContentRef> Copy(std::string_view bytes);

  uint64_t size() const { return size_; }
  std::string_view bytes() const { return {data(), size_}; }

  /// Whether the bytes are well-formed UTF-8. Found on the first call, then remembered.
  bool IsText() const;

  /// Whether search skips it: a NUL among the first bytes, or not UTF-8 (`nacre::IsBinary`).
  /// Remembered.
  bool IsBinary() const;

  /// What `IsBinary` would answer, if that is known without looking at the bytes.
  std::optional<bool> KnownBinary() const;

  /// Lines, as `nacre::CountLines` has them. Found on the first call, then remembered.
  size_t CountLines() const;

  /// XXH3-128 of the bytes in hexadecimal: the file's version. Found on the first call, then
  /// remembered.
  const std::string& Version() const;

  /// How many contents exist in this process, for leak tests.
  static size_t LiveCount();

 private:
  template <typename T>
  friend class Ref;
  friend class ContentBuffer;

  enum class Answer : uint8_t { kUnknown, kNo, kYes };

  explicit Content(size_t size) : size_(size) {}
  ~Content() = default;
  static void Destroy(Content* content);
  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }

  mutable Answer text_ = Answer::kUnknown;
  mutable Answer binary_ = Answer::kUnknown;
  size_t size_;
  mutable size_t lines_ = kNotCounted;
  mutable std::string version_;

  static constexpr size_t kNotCounted = SIZE_MAX;
};

/// A content still being filled: allocate, write the bytes in place, freeze.
///
///   auto buffer = ContentBuffer::Allocate(size);
///   if (!buffer) return std::unexpected(buffer.error());
///   std::memcpy(buffer->data(), source, size);
///   ContentRef content = std::move(*buffer).Freeze();
class ContentBuffer {
 public:
  /// `size` bytes, not yet initialised. `kOutOfMemory` when the allocator refuses, `kLimitExceeded`
  /// over `limits::kFileBytes`.
  static Result<ContentBuffer> Allocate(uint64_t size);

  /// As `Allocate`, for an archive of many files, which may be longer than one file.
  static Result<ContentBuffer> AllocateUnbounded(uint64_t size);

  char* data() { return content_->data(); }
  size_t size() const { return content_->size_; }

  /// The content, from now on immutable. The buffer is empty afterwards.
  ContentRef Freeze() && { return std::move(content_); }

 private:
  explicit ContentBuffer(ContentRef content) : content_(std::move(content)) {}
  ContentRef content_;
};

}  // namespace nacre

#endif  // NACRE_STORE_CONTENT_H_
