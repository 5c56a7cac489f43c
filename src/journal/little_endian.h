#ifndef NACRE_JOURNAL_LITTLE_ENDIAN_H_
#define NACRE_JOURNAL_LITTLE_ENDIAN_H_

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace nacre {

static_assert(std::endian::native == std::endian::little, "numbers are stored as they lie");

/// Adds the bytes of `number` to `out`.
template <std::integral T>
void AppendNumber(std::string& out, T number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Overwrites the bytes at `offset` with those of `number`.
template <std::integral T>
void PutNumber(std::string& out, size_t offset, T number) {
  std::memcpy(out.data() + offset, &number, sizeof number);
}

/// Reads numbers and texts from the front of bytes that may end too soon: every read then answers
/// zero or nothing, and `failed` stays true.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <std::integral T>
  T Number() {
    T number = 0;
    Bytes(sizeof number).copy(reinterpret_cast<char*>(&number), sizeof number);
    return number;
  }

  std::string_view Bytes(size_t count) {
    if (failed_ || count > rest_.size()) {
      failed_ = true;
      return {};
    }
    std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }

  bool failed() const { return failed_; }
  bool done() const { return rest_.empty(); }
  size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace nacre

#endif  // NACRE_JOURNAL_LITTLE_ENDIAN_H_
