#ifndef NACRE_PERMISSIONS_UNICODE_CATEGORY_H_
#define NACRE_PERMISSIONS_UNICODE_CATEGORY_H_

namespace nacre {

/// The code points that Python's `re` means by `\w`: letters, numbers and "_".
bool IsWordCharacter(char32_t c);
/// By `\d`: decimal digits of every script.
bool IsDecimalDigit(char32_t c);
/// By `\s`: white space, the separators U+001C to U+001F included.
bool IsSpaceCharacter(char32_t c);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_UNICODE_CATEGORY_H_
