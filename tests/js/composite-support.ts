import { type Backend, CompositeBackend, type StateBackend } from "nacre";
import { ok, state, testCore } from "./support.js";

type Files = Record<string, string | Uint8Array>;

/** A composite of workspaces that are disposed with it. */
export async function composite(base: Files, routes: Record<string, Files>, prefix?: "keep" | "strip") {
  const root = await state(base);
  const parts: Record<string, StateBackend> = {};
  for (const [route, files] of Object.entries(routes)) parts[route] = await state(files);
  const mounts = Object.fromEntries(Object.entries(parts).map(([route, backend]) => [route, { backend, prefix }]));
  const files = new CompositeBackend(root, mounts, { core: await testCore() });
  const dispose = (): void => {
    files.dispose();
    for (const backend of [root, ...Object.values(parts)]) backend.dispose();
  };
  return { files, root, parts, [Symbol.dispose]: dispose };
}

/** A backend that fails at everything, by value or by throwing. */
export function broken(fails: "returns" | "throws"): Backend {
  const fail = async (): Promise<object> => {
    if (fails === "throws") throw new Error("the line is dead");
    return { error: { code: "io", message: "the line is dead" } };
  };
  return new Proxy({} as Backend, { get: (_, name) => (name === "watch" ? undefined : fail), has: () => true });
}

export function pathsOf(all: readonly { readonly path: string }[]): string[] {
  return all.map(({ path }) => path);
}

export async function listed(files: Backend, path: string): Promise<string[]> {
  return ok(await files.ls(path)).entries.map(({ name, isDir }) => (isDir ? `${name}/` : name));
}
