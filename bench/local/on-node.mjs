import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processMb } from "./processes.mjs";

const program = fileURLToPath(new URL("process-steps.mjs", import.meta.url));

/** A fresh process, whose steps the driver asks for. */
function openProcess(corpus, nth) {
  const startedAt = performance.now();
  const child = fork(program, [corpus, nth], { execArgv: ["--no-warnings", "--expose-gc"] });
  return {
    startedAt,
    async step(name, ...args) {
      child.send({ name, args });
      const answered = once(child, "message");
      const ended = once(child, "exit").then(([code, signal]) => {
        throw new Error(`The process ended with ${code ?? signal}`);
      });
      const [{ value, error }] = await Promise.race([answered, ended]);
      if (error) throw new Error(error);
      return value;
    },
    memoryMb: () => processMb(child.pid),
    async close() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

/** Runs `work` with a function that opens fresh processes, and a folder of its own. */
export async function onNode({ corpus, nth }, work) {
  const folder = mkdtempSync(join(tmpdir(), "nacre-bench-local-"));
  try {
    return await work({ open: async () => openProcess(corpus, nth), folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
