#include "base/limits.h"
#include "console/spec_parts.h"

namespace nacre {
namespace {

constexpr Parameter kExecuteParameters[] = {
    {.name = "command",
     .description = "The command line, as a POSIX shell would read it.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kCommandBytes},
    {.name = "timeout",
     .kind = ParameterKind::kInteger,
     .description =
         "Seconds the command may run before it is stopped; null for the backend's own limit.",
     .default_json = "120",
     .nullable = true,
     .minimum = 1,
     .maximum = limits::kExecuteTimeoutSeconds},
};

constexpr Parameter kBackgroundParameters[] = {
    {.name = "command",
     .description = "The command line to start, as a POSIX shell would read it.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kCommandBytes},
};

constexpr Parameter kReadOutputParameters[] = {
    {.name = "shell_id",
     .description = "The id that `run_in_background` answered.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kPathBytes},
};

constexpr Parameter kKillShellParameters[] = {
    {.name = "shell_id",
     .description = "The id of the background shell to stop.",
     .required = true,
     .allow_empty = false,
     .max_bytes = limits::kPathBytes},
};

constexpr ToolAnnotations kRunsAnything = {.destructive = true, .open_world = true};
constexpr ToolAnnotations kLooksAtShells = {.read_only = true, .open_world = true};

constexpr std::array<ToolSpec, 5> kTools = {{
    {.id = ToolId::kExecute,
     .name = "execute",
     .operation = PermissionOperation::kExecute,
     .text =
         {.summary = "Run a shell command and wait for it to end.",
          .usage = "Nothing is typed into the command, so it must not wait for input. Quote paths "
                   "that hold "
                   "spaces. The time limit is 120 seconds unless `timeout` says otherwise; a "
                   "command that "
                   "passes it ends with exit code 124.",
          .coding =
              "Use it for builds, tests, package managers and version control. To look at files, "
              "prefer `ls`, `read_file`, `glob` and `grep`: they page, they skip binary files and "
              "they obey the workspace's rules.",
          .returns = "The command's output, on failure too. A failure begins with `Command failed "
                     "(exit code "
                     "N):`. Output over 100,000 characters is cut and says so."},
     .parameters = kExecuteParameters,
     .annotations = kRunsAnything},
    {.id = ToolId::kRunInBackground,
     .name = "run_in_background",
     .operation = PermissionOperation::kExecute,
     .text = {.summary = "Start a shell command and go on without waiting for it.",
              .usage =
                  "For servers, watchers and long jobs. Follow it with `read_output`, stop it with "
                  "`kill_shell`; it has no time limit of its own.",
              .returns = "The id of the new background shell and its process id."},
     .parameters = kBackgroundParameters,
     .annotations = kRunsAnything},
    {.id = ToolId::kReadOutput,
     .name = "read_output",
     .operation = PermissionOperation::kExecute,
     .text =
         {.summary = "Read what a background shell has printed since the last time.",
          .usage = "Each piece of output is given once. It answers at once, output or not.",
          .returns =
              "A line with the shell's id and state, `running` or `exited (code N)`, then the new "
              "output or `(no new output)`."},
     .parameters = kReadOutputParameters,
     .annotations = kLooksAtShells},
    {.id = ToolId::kKillShell,
     .name = "kill_shell",
     .operation = PermissionOperation::kExecute,
     .text = {.summary = "Stop a background shell and everything it started.",
              .usage = "Stopping one that has ended already does no harm.",
              .returns = "Whether it was stopped, or had finished before."},
     .parameters = kKillShellParameters,
     .annotations = {.destructive = true, .idempotent = true, .open_world = true}},
    {.id = ToolId::kListShells,
     .name = "list_shells",
     .operation = PermissionOperation::kExecute,
     .text = {.summary = "List the background shells, running and finished.",
              .returns = "One line per shell: its id, `running` or `exited(N)`, and its command."},
     .parameters = {},
     .annotations = kLooksAtShells},
}};

}  // namespace

const std::array<ToolSpec, 5>& ShellTools() { return kTools; }

}  // namespace nacre
