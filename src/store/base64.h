#ifndef NACRE_STORE_BASE64_H_
#define NACRE_STORE_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace nacre {

/// RFC 4648 base64 with padding.
std::string EncodeBase64(std::string_view bytes);

/// Reads what `EncodeBase64` writes; nothing for a wrong length, padding or alphabet.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace nacre

#endif  // NACRE_STORE_BASE64_H_
