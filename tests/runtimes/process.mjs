import { spawn } from "node:child_process";

const MAX_MS = 180_000;

/** Runs a command to its end and answers with what it wrote; its failure is an error that tells what it said. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: MAX_MS, ...options });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`${command} ended with ${code ?? signal}: ${stderr || stdout}`));
    });
  });
}

/** Starts a server, and calls `use` once `url` answers; ends it in any case. */
export async function withServer(command, args, url, use, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], ...options });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const until = Date.now() + 30_000;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${command} ended early: ${stderr}`);
      try {
        await fetch(url);
        break;
      } catch (error) {
        if (Date.now() > until) throw new Error(`${command} does not answer at ${url}: ${stderr}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return await use();
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}
