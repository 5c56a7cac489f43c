#ifndef NACRE_CONSOLE_SEARCH_NOTES_H_
#define NACRE_CONSOLE_SEARCH_NOTES_H_

#include <cstddef>
#include <initializer_list>
#include <string>

#include "console/state.h"

namespace nacre {

/// How fast a search asks for more when what the rules hide takes up its bound.
inline constexpr size_t kBoundGrowth = 4;

/// The line under a search without results, where rules may deny one of `operations` somewhere. It
/// does not say whether anything was hidden: a search whose answer tells that would let a model
/// guess the hidden content.
std::string HiddenByRulesNote(const ConsoleState& state,
                              std::initializer_list<PermissionOperation> operations);

}  // namespace nacre

#endif  // NACRE_CONSOLE_SEARCH_NOTES_H_
