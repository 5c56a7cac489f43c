#ifndef NACRE_CONSOLE_TOOLS_H_
#define NACRE_CONSOLE_TOOLS_H_

#include "console/answer.h"
#include "console/media.h"
#include "console/state.h"
#include "operation/task.h"

/// What each tool does once its arguments are checked and the rules let it. The call outlives the
/// task.
namespace nacre {

Task<ToolAnswer> RunLs(Call& call);
Task<ToolAnswer> RunReadNumbered(Call& call);
Task<ToolAnswer> RunReadHashlines(Call& call);
Task<ToolAnswer> RunReadMedia(Call& call, Media media);
Task<ToolAnswer> RunWriteFile(Call& call);
Task<ToolAnswer> RunEditFile(Call& call);
Task<ToolAnswer> RunHashlineEdit(Call& call);
Task<ToolAnswer> RunGlob(Call& call);
Task<ToolAnswer> RunGrep(Call& call);
Task<ToolAnswer> RunExecute(Call& call);
Task<ToolAnswer> RunInBackground(Call& call);
Task<ToolAnswer> RunReadOutput(Call& call);
Task<ToolAnswer> RunKillShell(Call& call);
Task<ToolAnswer> RunListShells(Call& call);

}  // namespace nacre

#endif  // NACRE_CONSOLE_TOOLS_H_
