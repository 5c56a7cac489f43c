import { asBackend, type Backend, type PlainBackend, StateBackend } from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { backendContract, sandboxContract } from "nacre/testing";
import { checkHandles, runner, testCore } from "./support.js";

checkHandles();

/** A store that knows nothing of this package: a Map, and the names of its directories made of its keys. */
function mapBackend(): PlainBackend {
  const stored = new Map<string, Uint8Array>();
  const directories = new Set<string>();
  return {
    readBytes: (path) => stored.get(path),
    write(path, content) {
      stored.set(path, content.slice());
    },
    async ls(path) {
      const prefix = path === "/" ? "/" : `${path}/`;
      const entries = new Map<string, { name: string; isDir: boolean; size: number }>();
      for (const [key, bytes] of stored) {
        if (!key.startsWith(prefix)) continue;
        const [name = "", ...below] = key.slice(prefix.length).split("/");
        entries.set(name, { name, isDir: below.length > 0, size: bytes.length });
      }
      for (const key of directories) {
        const name = key.startsWith(prefix) ? (key.slice(prefix.length).split("/")[0] ?? "") : "";
        if (name !== "") entries.set(name, { name, isDir: true, size: 0 });
      }
      return [...entries.values()];
    },
    remove(path) {
      if (!stored.delete(path)) throw Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: "ENOENT" });
    },
    mkdir(path) {
      directories.add(path);
    },
  };
}

const create = async (): Promise<Backend> => StateBackend.create({ core: await testCore() });

backendContract({ name: "StateBackend", create, runner });
backendContract({
  name: "asBackend(Map)",
  directories: false,
  create: async () => asBackend(mapBackend(), { core: await testCore() }),
  runner,
});
backendContract({ name: "BashSandbox", create: sandbox, runner });
sandboxContract({ name: "BashSandbox", streams: false, create: sandbox, runner });

/** The sandbox does not own its backend, so that one is disposed with it here. */
async function sandbox() {
  const files = await StateBackend.create({ core: await testCore() });
  const made = await createBashSandbox(files);
  const dispose = made.dispose.bind(made);
  made.dispose = () => {
    dispose();
    files.dispose();
  };
  return made;
}
