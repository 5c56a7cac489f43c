import { LocalBackend } from "nacre";

const settled = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const refusing = (name) => () => Promise.reject(new DOMException("Not here", name));

/** Puts `value` in the place of what `object` has by that name, while `work` runs. */
async function instead(object, name, value, work) {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  try {
    return await work();
  } finally {
    if (before) Object.defineProperty(object, name, before);
    else delete object[name];
  }
}

/** Bytes that say where they stand. */
function numbered(size) {
  const words = new Uint32Array(size / 4);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 0x9e3779b1);
  return new Uint8Array(words.buffer);
}

/** What brings a workspace into trouble, and what shows whether it got through. */
export function nastySteps(open) {
  let letGo;
  return {
    /** Takes the lock of that name from whoever has it. */
    async steal(name) {
      await new Promise((resolve) => {
        const held = () =>
          new Promise((release) => {
            letGo = release;
            resolve();
          });
        navigator.locks.request(name, { steal: true }, held).catch(() => undefined);
      });
      return "stolen";
    },

    async letGo() {
      await letGo();
      return "free";
    },

    /** Has a real file open, as code that knows nothing of us: `sync` in a worker, or `writable`. */
    async hold(root, name, how) {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(root);
      const file = await folder.getFileHandle(name);
      const held = how === "sync" ? await file.createSyncAccessHandle() : await file.createWritable();
      letGo = async () => {
        if (how === "writable") await held.write("theirs");
        await held.close();
      };
      return "held";
    },

    /** Reads all files again and again until there are so many; answers the sizes that were seen, and whether one went. */
    async followUntil(root, path, count) {
      const seen = new Set();
      let most = 0;
      let went = false;
      for (const until = performance.now() + 60_000; most < count && performance.now() < until; await settled(1)) {
        const { entries = [] } = await open.get(root).ls(path);
        went ||= entries.length < most;
        most = Math.max(most, entries.length);
        for (const { size } of entries) seen.add(size);
        const last = entries.at(-1);
        if (last) seen.add((await open.get(root).readBytes(last.path)).bytes?.length);
      }
      return { most, went, seen: [...seen] };
    },

    /** Ends the workspace's worker in the middle of so many writes; answers those that were acknowledged. */
    async terminate(root, count, ms) {
      let worker;
      const files = await LocalBackend.open({
        root,
        worker: () => {
          worker = new Worker(new URL("./local-worker.js", import.meta.url), { type: "module" });
          return worker;
        },
      });
      const acknowledged = [];
      const refused = [];
      const begun = performance.now();
      const writes = Array.from({ length: count }, async (_, i) => {
        try {
          const { error } = await files.write(`/f${i}`, `${i}`.padEnd(20_000, "x"));
          if (!error) acknowledged.push(i);
        } catch ({ name, code }) {
          refused.push(`${name} ${code}`);
        }
      });
      while (acknowledged.length === 0 && performance.now() - begun < 20_000) await settled(1);
      await settled(ms);
      worker.terminate();
      await Promise.race([Promise.all(writes), settled(5000)]);
      const later = await files.read("/f0").catch(({ name }) => name);
      return { acknowledged, refused, later };
    },

    /** Answers what a call says whose worker ends by itself, with an error or without. */
    async breakDown(root, how) {
      const url = new URL(`./breaking-worker.js#${how}`, import.meta.url);
      const files = await LocalBackend.open({ root, worker: () => new Worker(url, { type: "module" }) });
      await files.write("/a", "1");
      const pending = files.sync().then(
        () => "synced",
        ({ name }) => name,
      );
      const answer = await Promise.race([pending, settled(5000).then(() => "nothing")]);
      const again = await LocalBackend.open({ root });
      await again.write("/b", "2");
      await again.close();
      return answer;
    },

    /** Opens where this page may not use the file system, and perhaps no database either. */
    openWithout(root, databases) {
      const opening = async () => {
        const files = await LocalBackend.open({ root });
        open.set(root, files);
        await files.write("/a.txt", "1");
        const { storage, persistent } = await files.status();
        return { storage, persistent };
      };
      const withoutFiles = () => instead(navigator.storage, "getDirectory", refusing("SecurityError"), opening);
      return databases ? withoutFiles() : instead(globalThis, "indexedDB", undefined, withoutFiles);
    },

    async writeLarge(root, path, size) {
      const { error } = await open.get(root).write(path, numbered(size));
      return error ?? "written";
    },

    async checkLarge(root, path, size) {
      const { error, bytes } = await open.get(root).readBytes(path);
      if (error) return error;
      const wanted = numbered(size);
      return bytes.length === size && wanted.every((byte, i) => byte === bytes[i]) ? "whole" : "damaged";
    },

    /** Begins to open, and does not wait. */
    async beginOpening(root) {
      LocalBackend.open({ root }).catch(() => undefined);
      return "begun";
    },

    /** Opens, writes a file and answers what is there by then. */
    async openAndWrite(root, path) {
      const files = await LocalBackend.open({ root });
      const { error } = await files.write(path, path);
      const { entries } = await files.ls("/");
      await files.close();
      return error ?? entries.map((entry) => entry.path);
    },

    /** Writes files that cannot be compressed, until one is refused. */
    async fillUp(root, size, most) {
      const content = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(content.subarray(at, at + 65_536));
      for (let i = 0; i < most; i++) {
        const { error } = await open.get(root).write(`/full/${i}`, content);
        if (error) return { written: i, code: error.code };
      }
      return { written: most };
    },

    /** Sizes of the files in a directory, by name. */
    async sizes(root, path) {
      const { error, entries } = await open.get(root).ls(path);
      return error ?? Object.fromEntries(entries.map(({ name, size }) => [name, size]));
    },
  };
}
