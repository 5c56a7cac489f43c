import { spawn, spawnSync } from "node:child_process";
import { root } from "./paths.mjs";

const KEPT_LINES = { first: 20, last: 60 };

/** The beginning and the end of a long output. */
function shorten(output) {
  const lines = output.trimEnd().split("\n");
  const left = lines.length - KEPT_LINES.first - KEPT_LINES.last;
  if (left > 0) lines.splice(KEPT_LINES.first, left, `... ${left} lines ...`);
  return lines.join("\n");
}

/** A command that did not end with status 0; the message ends with its output, shortened. */
export class CommandError extends Error {
  constructor(command, status, output) {
    super(`\`${command}\` ended with ${status}\n${shorten(output)}`);
    this.name = "CommandError";
    this.status = status;
  }
}

/**
 * Runs a program to its end and answers its output. With `show`, the output also goes to the
 * terminal while it runs. Throws CommandError unless it exits with 0.
 */
export function run(program, args = [], { cwd = root, env = {}, show = false, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let late = false;
    const timer =
      timeoutMs &&
      setTimeout(() => {
        late = true;
        child.kill("SIGKILL");
      }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    const command = [program, ...args].join(" ");
    const fail = (status) => reject(new CommandError(command, status, output));
    child.on("error", (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (late) fail(`no result after ${timeoutMs / 1000} s`);
      else if (code !== 0) fail(signal ?? `status ${code}`);
      else resolve(output);
    });
  });
}

/** The trimmed output of a quick command, or undefined when it is missing or fails. */
export function probe(program, args = []) {
  const result = spawnSync(program, args, { encoding: "utf8", cwd: root });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
