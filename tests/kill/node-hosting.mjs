import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("node-host.mjs", import.meta.url));

/** Workspaces in a folder, each writer in a process of its own. */
export async function nodeHosting(folder) {
  return {
    root: join(folder, "workspace"),
    /** Reports of a process are out before it goes on. */
    ahead: 1,
    openingMs: 40,
    workingMs: 300,
    start(plans, onLine) {
      const processes = plans.map((plan, index) => {
        const stdio = ["pipe", "pipe", "inherit"];
        const child = spawn(process.execPath, ["--no-warnings", program, JSON.stringify(plan)], { stdio });
        child.stdin.on("error", () => undefined);
        createInterface({ input: child.stdout }).on("line", (line) => onLine(index, line));
        return { child, closed: new Promise((resolve) => child.on("close", resolve)) };
      });
      return {
        go: (index) => processes[index].child.stdin.write("!"),
        async kill(index) {
          processes[index].child.kill("SIGKILL");
          await processes[index].closed;
        },
      };
    },
    close: async () => undefined,
  };
}
