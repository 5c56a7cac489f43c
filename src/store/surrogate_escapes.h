#ifndef NACRE_STORE_SURROGATE_ESCAPES_H_
#define NACRE_STORE_SURROGATE_ESCAPES_H_

#include <optional>
#include <string>
#include <string_view>

/// Python writes a byte that is no text as a lone surrogate, U+DC80 to U+DCFF, and its JSON as an
/// escape that JSON parsers refuse. These two carry such bytes through a parser.
namespace nacre {

/// `json` with each lone escape "\udc80" to "\udcff" replaced by a mark that is well-formed;
/// nothing when there is none, and the text can be parsed as it is.
std::optional<std::string> MarkSurrogateEscapes(std::string_view json);

/// A string parsed from marked JSON, with the bytes that the marks stand for.
std::string UnmarkSurrogateEscapes(std::string_view marked);

}  // namespace nacre

#endif  // NACRE_STORE_SURROGATE_ESCAPES_H_
