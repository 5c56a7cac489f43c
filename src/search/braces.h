#ifndef NACRE_SEARCH_BRACES_H_
#define NACRE_SEARCH_BRACES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace nacre {

/// Expands `{a,b}` (nested), `{1..3}`, `{01..10..2}` and `{a..e}` as bash does; braces that do not
/// form an expansion stay as they are, and a backslash keeps the next character out of it.
/// Duplicates are kept. Fails with `kInvalidPattern` when there are more than
/// `limits::kGlobAlternatives` results.
Result<std::vector<std::string>> ExpandBraces(std::string_view pattern);

}  // namespace nacre

#endif  // NACRE_SEARCH_BRACES_H_
