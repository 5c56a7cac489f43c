import type * as WorkerThreads from "node:worker_threads";

interface NodeProcess {
  readonly versions?: { readonly node?: string };
  getBuiltinModule?(id: "node:worker_threads"): typeof WorkerThreads | undefined;
}

/** Node's threads, where there are any; asked for at run time, so that this module loads everywhere. */
export function nodeThreads(): typeof WorkerThreads | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess };
  return process?.versions?.node === undefined ? undefined : process.getBuiltinModule?.("node:worker_threads");
}
