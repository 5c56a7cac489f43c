import { HandleDirectory } from "nacre/stores";
import { directoryContract } from "nacre/testing";
import { equal } from "../collector.mjs";

const encode = (text) => new TextEncoder().encode(text);
const made = [];

/** An empty folder of the origin; those of cases before are removed. */
async function freshFolder() {
  const root = await navigator.storage.getDirectory();
  for (const name of made.splice(0)) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  const name = crypto.randomUUID();
  made.push(name);
  return root.getDirectoryHandle(name, { create: true });
}

export async function codeOf(work) {
  try {
    await work();
    return "fine";
  } catch (error) {
    return `${error.name} ${error.code}`;
  }
}

async function namesIn(handle) {
  const names = [];
  for await (const name of handle.keys()) names.push(name);
  return names.sort();
}

const namesAt = async (directory, path = "/") => (await directory.list(path)).map(({ name }) => name).sort();
const textAt = async (directory, path) => new TextDecoder().decode((await directory.read(path)).bytes);

/** Registers the contract, and what only browsers meet, for folders that `fresh` makes. */
export function registerDirectories(runner, { kind = "opfs", fresh = freshFolder } = {}) {
  const folders = new WeakMap();
  const open = async (folder, options) => {
    const directory = await HandleDirectory.open(folder, options);
    folders.set(directory, folder);
    return directory;
  };
  directoryContract({
    name: `HandleDirectory, ${kind}`,
    create: async () => open(await fresh()),
    reopen: (directory) => open(folders.get(directory)),
    refusesNames: kind === "picked",
    runner,
  });
  runner.describe(`HandleDirectory, ${kind}`, () => {
    const it = (name, body) => runner.it(name, async () => body(await fresh()));

    it("knows what it is, and watches where the browser can", async (folder) => {
      const directory = await open(folder);
      equal(directory.kind, kind);
      equal(typeof directory.watch, "FileSystemObserver" in globalThis ? "function" : "undefined");
      equal(await codeOf(() => HandleDirectory.open({ kind: "file" })), "MisuseError misuse");
    });

    it("shows a file of the user named x.crswap, also while x is written", async (folder) => {
      const directory = await open(folder);
      await directory.write("/x.crswap", encode("mine"));
      await directory.write("/x", encode("old"));
      let writing = true;
      const seen = new Set();
      const look = async () => {
        while (writing) for (const name of await namesAt(directory)) seen.add(name);
      };
      const looking = look();
      let everShown = true;
      for (let round = 0; round < 10; round++) {
        const done = directory.write("/x", new Uint8Array(1_000_000).fill(round));
        everShown &&= (await namesAt(directory)).includes("x.crswap");
        await done;
      }
      writing = false;
      await looking;
      equal(everShown, true);
      equal([...seen].sort(), ["x", "x.crswap"]);
      equal(await textAt(directory, "/x.crswap"), "mine");
    });

    it("takes files side by side of which one has the name that the browser writes the other to", async (folder) => {
      const directory = await open(folder);
      const names = ["x", "x.crswap", "x.1.crswap", "x.1", "x.crswap.crswap"];
      for (let round = 0; round < 5; round++) {
        await Promise.all(names.map((name) => directory.write(`/${name}`, encode(name.repeat(1000 + round)))));
        await Promise.all([...names].reverse().map((name) => directory.write(`/${name}`, encode(name))));
      }
      equal(await namesIn(folder), [...names].sort());
      for (const name of names) equal(await textAt(directory, `/${name}`), name);
    });

    it("shows no new file before it is whole", async (folder) => {
      const directory = await open(folder);
      const sizes = new Set();
      const names = new Set();
      for (let round = 0; round < 10; round++) {
        const path = `/new${round}`;
        let writing = true;
        const done = directory.write(path, new Uint8Array(500_000)).finally(() => {
          writing = false;
        });
        while (writing) {
          sizes.add((await directory.stat(path))?.size ?? "none");
          for (const name of await namesAt(directory)) names.add(name);
        }
        await done;
      }
      sizes.delete("none");
      equal(
        [...sizes].every((size) => size === 500_000),
        true,
      );
      equal(
        [...names].filter((name) => name.endsWith(".crswap")),
        [],
      );
    });

    it("lets writers of one file follow each other", async (folder) => {
      const directory = await open(folder);
      const texts = Array.from({ length: 8 }, (_, index) => `version ${index}`);
      await Promise.all(texts.map((text) => directory.write("/a", encode(text))));
      equal(await textAt(directory, "/a"), "version 7");
      equal(await namesIn(folder), ["a"]);
    });

    it("takes bytes of shared memory", async (folder) => {
      if (typeof SharedArrayBuffer === "undefined") return;
      const directory = await open(folder);
      const shared = new Uint8Array(new SharedArrayBuffer(4));
      shared.set([1, 2, 3, 4]);
      await directory.write("/a", shared.subarray(1));
      equal([...(await directory.read("/a")).bytes], [2, 3, 4]);
    });

    it("meets what others changed: files for folders, folders for files, files that are gone", async (folder) => {
      const directory = await open(folder);
      await directory.write("/a", encode("1"));
      await directory.makeDirectory("/d");
      await folder.removeEntry("a");
      equal(await directory.stat("/a"), undefined);
      equal(await codeOf(() => directory.read("/a")), "DirectoryError not_found");
      await folder.getDirectoryHandle("a", { create: true });
      await folder.removeEntry("d");
      await folder.getFileHandle("d", { create: true });
      equal(await codeOf(() => directory.read("/a")), "DirectoryError is_a_directory");
      equal(await codeOf(() => directory.write("/a", encode("2"))), "DirectoryError is_a_directory");
      equal(await codeOf(() => directory.list("/d")), "DirectoryError not_a_directory");
      equal(await codeOf(() => directory.write("/d/a", encode("2"))), "DirectoryError not_a_directory");
      equal(await namesIn(folder), ["a", "d"]);
    });

    it("says that the page must ask again when a permission is taken away meanwhile, and goes on with it", async (folder) => {
      const directory = await open(folder);
      await directory.write("/a", encode("1"));
      const refuse = () => Promise.reject(new DOMException("The permission was taken away", "NotAllowedError"));
      for (const name of ["getFileHandle", "getDirectoryHandle", "removeEntry", "keys", "entries"]) {
        const value =
          name === "keys" || name === "entries"
            ? () => ({ next: refuse, [Symbol.asyncIterator]: () => ({ next: refuse }) })
            : refuse;
        Object.defineProperty(folder, name, { value, configurable: true });
      }
      const calls = {
        list: () => directory.list("/"),
        tags: () => directory.list("/", { tags: true }),
        stat: () => directory.stat("/a"),
        read: () => directory.read("/a"),
        write: () => directory.write("/a", encode("2")),
        new: () => directory.write("/b", encode("2")),
        makeDirectory: () => directory.makeDirectory("/d"),
        remove: () => directory.remove("/a"),
      };
      const codes = {};
      for (const [name, work] of Object.entries(calls)) codes[name] = await codeOf(work);
      equal(codes, Object.fromEntries(Object.keys(calls).map((name) => [name, "DirectoryError permission_denied"])));
      const { message } = await directory.read("/a").catch((error) => error);
      equal(message.includes("the page must ask again"), true);
      for (const name of ["getFileHandle", "getDirectoryHandle", "removeEntry", "keys", "entries"]) delete folder[name];
      equal(await textAt(directory, "/a"), "1");
      await directory.write("/a", encode("2"));
      equal(await namesIn(folder), ["a"]);
    });

    it("neither shows nor touches reserved names", async (folder) => {
      await (await folder.getDirectoryHandle(".nacre", { create: true })).getFileHandle("log", { create: true });
      const directory = await open(folder, { reserved: [".nacre"] });
      equal(await namesAt(directory), []);
      equal(await directory.stat("/.nacre/log"), undefined);
      equal(await codeOf(() => directory.read("/.nacre/log")), "DirectoryError not_found");
      equal(await codeOf(() => directory.write("/.Nacre/log", encode("1"))), "DirectoryError invalid_path");
      equal(await codeOf(() => directory.remove("/.nacre")), "DirectoryError invalid_path");
      equal(await namesIn(folder), [".nacre"]);
      const inner = await folder.getDirectoryHandle("d", { create: true });
      await inner.getDirectoryHandle(".nacre", { create: true });
      equal(await namesAt(directory, "/d"), []);
      const others = (await directory.list("/d", { others: true })).map(({ name, kind }) => [name, kind]);
      equal(others, [[".nacre", "other"]]);
      equal(await codeOf(() => directory.write("/d/.nacre/log", encode("1"))), "DirectoryError invalid_path");
    });

    it("tells when the folder is gone", async (folder) => {
      const inner = await folder.getDirectoryHandle("inner", { create: true });
      const directory = await open(inner);
      await directory.write("/a", encode("1"));
      await folder.removeEntry("inner", { recursive: true });
      const calls = {
        list: () => directory.list("/"),
        "stat of the root": () => directory.stat("/"),
        stat: () => directory.stat("/a"),
        read: () => directory.read("/a"),
        write: () => directory.write("/a", encode("2")),
        makeDirectory: () => directory.makeDirectory("/d"),
        remove: () => directory.remove("/a"),
      };
      const codes = {};
      for (const [name, work] of Object.entries(calls)) codes[name] = await codeOf(work);
      equal(codes, Object.fromEntries(Object.keys(calls).map((name) => [name, "DirectoryError lost"])));
      equal(await namesIn(folder), []);
    });
  });
}
