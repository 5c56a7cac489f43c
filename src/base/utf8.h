#ifndef NACRE_BASE_UTF8_H_
#define NACRE_BASE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace nacre {

/// Whether `bytes` is well-formed UTF-8 (Unicode 15, table 3-7: no surrogates, no overlong forms).
bool IsValidUtf8(std::string_view bytes);

/// Code points in well-formed `text`.
size_t CountCodePoints(std::string_view text);

/// The longest prefix of well-formed `text` with at most `count` code points. A view into `text`.
std::string_view PrefixOfCodePoints(std::string_view text, size_t count);

/// `text` whole, or its first `count` code points followed by "…" when it is longer: for quoting in
/// messages.
std::string Abbreviate(std::string_view text, size_t count);

/// Whether `bytes` holds a NUL in its first `limits::kBinaryProbeBytes` or is not UTF-8: what
/// search skips.
bool IsBinary(std::string_view bytes);

/// A copy of `bytes` with each maximal ill-formed part replaced by U+FFFD, for messages only.
std::string ToValidUtf8(std::string_view bytes);

}  // namespace nacre

#endif  // NACRE_BASE_UTF8_H_
