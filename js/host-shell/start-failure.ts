import { type Failure, fail, failureOf } from "../failure.js";

/** Whether Deno's permissions are what is in the way. */
export function isNotCapable(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "NotCapable";
}

function codeOf(error: unknown): string {
  if (isNotCapable(error)) return "NotCapable";
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What it means when the system does not start `program`. */
export function startFailure(error: unknown, program: string): Failure {
  const { code, message } = failureOf(error).error;
  switch (codeOf(error)) {
    case "ENOENT":
      return fail("not_found", `Cannot run commands: there is no shell '${program}'`);
    case "EACCES":
      return fail("permission_denied", `Cannot run commands: the shell '${program}' is not a program that may be run`);
    case "E2BIG":
      return fail("limit_exceeded", "The command is longer than this system takes; write it to a file and run that");
    case "NotCapable":
      return fail(
        "permission_denied",
        `Cannot run commands: ${message}; Deno needs --allow-run without a list of programs, --allow-env and --allow-read`,
      );
    case "ERR_ACCESS_DENIED":
      return fail(
        "permission_denied",
        "Cannot run commands: Node runs with --permission and needs --allow-child-process",
      );
    default:
      return fail(code, `Cannot run commands: ${message}`);
  }
}
