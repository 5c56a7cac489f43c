import type { Backend } from "./backend.js";
import { BashSandbox, type BashSandboxOptions } from "./just-bash/sandbox.js";
import type { JustBash } from "./just-bash/shell.js";
import { startWorker } from "./just-bash/start-worker.js";
import { PermissionChecker } from "./permissions.js";

export type { BashSandboxOptions, ShellLimits } from "./just-bash/sandbox.js";
export { BashSandbox } from "./just-bash/sandbox.js";

function load(): Promise<JustBash> {
  return import("just-bash");
}

/**
 * A shell over `backend`: just-bash in memory, with `grep`, `rg`, `find` and `ls` of the core. Nothing of it reaches the
 * machine, and the rules hold for every path that a command touches. Needs the package `just-bash`.
 *
 * Commands run in a worker where the runtime has them, so that a timeout or an abort ends even a busy loop. Elsewhere,
 * as in workerd, they run in the caller's thread, and a busy loop ends at the limits only.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 * import { createBashSandbox } from "nacre/just-bash";
 *
 * using files = await StateBackend.create({ files: { "/a.txt": "one\ntwo\n" } });
 * using sandbox = await createBashSandbox(files);
 * const result = await sandbox.execute("grep -c o a.txt && wc -l < a.txt > lines.txt");
 * if (!result.error) console.log(result.stdout); // 2
 * ```
 */
export async function createBashSandbox(backend: Backend, options: BashSandboxOptions = {}): Promise<BashSandbox> {
  const { permissions, onAsk, askFallback, signal } = options;
  const core =
    options.core ?? ("core" in backend ? (backend.core as NonNullable<BashSandboxOptions["core"]>) : undefined);
  const checker =
    permissions === undefined
      ? undefined
      : await PermissionChecker.create(permissions, { core, onAsk, askFallback, root: options.cwd, signal });
  return new BashSandbox({ backend, checker, options, startWorker, load });
}
