#ifndef NACRE_STORE_CONTENT_H_
#define NACRE_STORE_CONTENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "store/content_home.h"
#include "store/ref.h"

namespace nacre {

class Content;
class ContentBuffer;
using ContentRef = Ref<Content>;

/// The immutable bytes of a file, shared by every tree that holds it. `kPadding` zero bytes follow
/// the last one, so that a SIMD load that starts inside stays inside.
///
/// A content with a home is kept elsewhere too, so that its bytes may be unloaded. A call that asks
/// for bytes that are not here gets none, and its lack is noted: such a call is to be thrown away
/// whole, and made again once the bytes are loaded. What was remembered needs no bytes.
class Content : public RefCounted {
 public:
  static constexpr size_t kPadding = 16;

  /// A copy of `bytes`. `kOutOfMemory` when the allocator refuses.
  static Result<ContentRef> Copy(std::string_view bytes);

  /// A content whose bytes are elsewhere, with their XXH3-64 where that is known. `kLimitExceeded`
  /// over `limits::kFileBytes`.
  static Result<ContentRef> Unread(uint64_t size, std::optional<uint64_t> checksum = {});

  uint64_t size() const { return size_; }

  /// None while they are not loaded.
  std::string_view bytes() const;

  bool loaded() const { return data_ != nullptr; }

  /// Loads a copy of `bytes`. False when they are not those of this content, as far as that is
  /// known.
  Result<bool> Load(std::string_view bytes);

  /// XXH3-64 of the bytes; nothing when they were never here.
  std::optional<uint64_t> Checksum() const;

  /// Loads the bytes of `other`, which are those of this content, and leaves it without any.
  void LoadFrom(Content& other);

  /// From now on it is kept nowhere else.
  void LeaveHome();

  /// Where its home has it, in words of its keeper: an area, and an offset in its lower 32 bits. 0
  /// for nowhere.
  uint64_t place() const { return place_; }
  void set_place(uint64_t place) { place_ = place; }

  /// No other content of this process has it, or ever had.
  uint64_t id() const { return id_; }

  /// The ids of contents whose bytes were asked for in vain since `ForgetLacks`. One may be there
  /// twice.
  static const std::vector<uint64_t>& Lacks();
  static void ForgetLacks();

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
  friend class ContentHome;
  friend struct ContentList;

  enum class Answer : uint8_t { kUnknown, kNo, kYes };

  explicit Content(size_t size);
  ~Content();
  static void Destroy(Content* content);
  static Result<ContentRef> Make(uint64_t size, uint64_t most);
  Result<void> Allocate();
  void NoteLack() const;

  mutable Answer text_ = Answer::kUnknown;
  mutable Answer binary_ = Answer::kUnknown;
  mutable bool has_checksum_ = false;
  size_t size_;
  char* data_ = nullptr;
  mutable size_t lines_ = kNotCounted;
  mutable std::string version_;
  mutable uint64_t checksum_ = 0;
  uint64_t id_;
  uint64_t place_ = 0;
  Ref<ContentHome> home_;
  // Neighbours in a list of the home.
  mutable Content* previous_ = nullptr;
  mutable Content* next_ = nullptr;

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

  char* data() { return content_->data_; }
  size_t size() const { return content_->size_; }

  /// The content, from now on immutable. The buffer is empty afterwards.
  ContentRef Freeze() && { return std::move(content_); }

 private:
  static Result<ContentBuffer> Make(uint64_t size, uint64_t most);
  explicit ContentBuffer(ContentRef content) : content_(std::move(content)) {}
  ContentRef content_;
};

}  // namespace nacre

#endif  // NACRE_STORE_CONTENT_H_
