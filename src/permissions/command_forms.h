#ifndef NACRE_PERMISSIONS_COMMAND_FORMS_H_
#define NACRE_PERMISSIONS_COMMAND_FORMS_H_

#include <string>
#include <vector>

#include "permissions/command_line.h"
#include "permissions/command_paths.h"

namespace nacre {

/// Other spellings of what `command` does, in the words that rules are usually written in:
///   `/bin/rm x`                      as `rm x`
///   `rm` of a tree, flags in any form, each operand  as `rm -rf OPERAND`
///   `chmod` of a tree to everything for everybody    as `chmod -R 777 OPERAND`
///   `dd`, operands in any order                      as `dd if=... of=...`
///   `find / ... -delete`, `find / ... -exec rm -r`   as `rm -rf /`
///   output to a file                                 as `> FILE`
/// An operand that leads out of the root (by "..", "~" or a `cd`) is given as the absolute path.
/// Rules for these forms may only make an answer stricter.
std::vector<std::string> EquivalentForms(const SimpleCommand& command, const CommandPlace& place);

}  // namespace nacre

#endif  // NACRE_PERMISSIONS_COMMAND_FORMS_H_
