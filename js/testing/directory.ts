import { type Directory, type DirectoryChange, DirectoryError, type DirectoryErrorCode } from "../stores/directory.js";
import { check, equal } from "./assert.js";
import type { Runner } from "./runner.js";

export interface DirectoryContractOptions {
  readonly name: string;
  /** Makes an empty folder for one case. */
  readonly create: () => Promise<Directory> | Directory;
  /** Takes the folder away after its case. */
  readonly dispose?: ((directory: Directory) => Promise<void> | void) | undefined;
  /** The same folder through another object: `watch` must tell what happens there. Default: the object itself. */
  readonly reopen?: ((directory: Directory) => Promise<Directory> | Directory) | undefined;
  /** True for a host that refuses some of the names that most have: it may, with `invalid_path`. Default false. */
  readonly refusesNames?: boolean | undefined;
  readonly runner: Runner;
}

interface DirectoryCase {
  readonly name: string;
  run(directory: Directory, options: DirectoryContractOptions): Promise<void>;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function textOf(directory: Directory, path: string): Promise<string> {
  return new TextDecoder().decode((await directory.read(path)).bytes);
}

async function namesIn(directory: Directory, path: string): Promise<string[]> {
  return (await directory.list(path)).map(({ name }) => name).sort();
}

/** Checks that `work` throws a `DirectoryError` of one of these codes, with a message that names what it is about. */
async function refuses(work: () => Promise<unknown>, ...codes: readonly DirectoryErrorCode[]): Promise<void> {
  try {
    await work();
  } catch (error) {
    check(DirectoryError.isInstance(error), `Threw ${String(error)}, expected a DirectoryError`);
    check(codes.includes(error.code), `Refused as ${error.code} (${error.message}), expected ${codes.join(" or ")}`);
    check(error.message !== "", "The refusal has no message");
    return;
  }
  throw new Error(`Did not fail, expected ${codes.join(" or ")}`);
}

/** Whether a name is refused; any other failure is thrown. */
async function isRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (DirectoryError.isInstance(error) && error.code === "invalid_path") return true;
    throw error;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    check(Date.now() < deadline, what);
    await pause(10);
  }
}

const contents: readonly DirectoryCase[] = [
  {
    name: "is empty at first",
    async run(directory) {
      equal(await directory.list("/"), [], "listing");
      equal((await directory.stat("/"))?.kind, "directory", "kind of the root");
    },
  },
  {
    name: "gives back what was written, by name and by tag",
    async run(directory) {
      await directory.makeDirectory("/d");
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      const written = await directory.write("/d/a.bin", all);
      equal([written.kind, written.size], ["file", 256], "tag");
      const { bytes, tag } = await directory.read("/d/a.bin");
      equal(bytes, all, "content");
      equal(tag, written, "tag that was read");
      equal(await directory.stat("/d/a.bin"), written, "stat");
      equal(await directory.list("/d"), [{ name: "a.bin", kind: "file" }], "listing");
      equal(await directory.list("/"), [{ name: "d", kind: "directory" }], "listing of the root");
      check(Math.abs(written.modified / 1000 - Date.now()) < 3_600_000, `Modified at ${written.modified} microseconds`);
    },
  },
  {
    name: "lists tags when it is asked for them, those that stat tells, and none otherwise",
    async run(directory) {
      await directory.makeDirectory("/d");
      for (let i = 0; i < 40; i++) await directory.write(`/d/${i}`, new Uint8Array(i));
      await directory.makeDirectory("/d/inner");
      const rows = await directory.list("/d", { tags: true });
      equal(rows.length, 41, "number of rows");
      for (const { name, kind, tag } of rows) {
        equal(tag, await directory.stat(`/d/${name}`), `tag of ${name}`);
        equal(tag?.kind, kind, `kind of ${name}`);
      }
      const tagged = (await directory.list("/d")).filter((row) => "tag" in row);
      equal(tagged, [], "rows with tags that nobody asked for");
    },
  },
  {
    name: "takes a file without bytes",
    async run(directory) {
      equal((await directory.write("/empty", new Uint8Array(0))).size, 0, "size");
      equal((await directory.read("/empty")).bytes, new Uint8Array(0), "content");
      await directory.write("/empty", encode("x"));
      await directory.write("/empty", new Uint8Array(0));
      equal((await directory.read("/empty")).bytes.length, 0, "length after emptying");
    },
  },
  {
    name: "takes a file of 20 MB, and a view of a larger buffer",
    async run(directory) {
      const large = new Uint8Array(20_000_100).map((_, index) => (index * 7) ^ (index >> 9));
      const view = large.subarray(50, 20_000_050);
      equal((await directory.write("/large", view)).size, 20_000_000, "size");
      const { bytes } = await directory.read("/large");
      check(bytes.length === view.length && bytes.every((byte, index) => byte === view[index]), "The content differs");
    },
  },
  {
    name: "keeps neither what it was given nor what it gave",
    async run(directory) {
      const given = encode("abc");
      await directory.write("/a", given);
      given.fill(0);
      (await directory.read("/a")).bytes.fill(1);
      equal(await textOf(directory, "/a"), "abc", "content");
    },
  },
  {
    name: "replaces a file at once: readers see the old content or the new one",
    async run(directory) {
      const versions = [0, 1].map((byte) => new Uint8Array(300_000).fill(byte));
      const [first = new Uint8Array(0)] = versions;
      await directory.write("/a", first);
      let writing = true;
      const read = async (): Promise<void> => {
        while (writing) {
          const { bytes } = await directory.read("/a");
          const whole = bytes.length === first.length && bytes.every((byte) => byte === bytes[0]);
          check(whole, `Read ${bytes.length} bytes, of two versions`);
        }
      };
      const reading = read();
      for (let round = 0; round < 10; round++) {
        for (const version of versions) await directory.write("/a", version);
      }
      writing = false;
      await reading;
      equal(await namesIn(directory, "/"), ["a"], "names");
    },
  },
  {
    name: "has another tag for another content, also of the same size",
    async run(directory) {
      const before = await directory.write("/a", encode("one"));
      await pause(20);
      const after = await directory.write("/a", encode("two"));
      const isOther = before.modified !== after.modified || before.identity !== after.identity;
      check(isOther, `Both have the tag ${JSON.stringify(after)}`);
    },
  },
  {
    name: "writes many files at a time",
    async run(directory) {
      const names = Array.from({ length: 40 }, (_, index) => `f${String(index).padStart(2, "0")}`);
      await Promise.all(names.map((name) => directory.write(`/${name}`, encode(name))));
      equal(await namesIn(directory, "/"), names, "names");
      equal(await Promise.all(names.map((name) => textOf(directory, `/${name}`))), names, "contents");
    },
  },
];

const structure: readonly DirectoryCase[] = [
  {
    name: "makes directories, one at a time",
    async run(directory) {
      await directory.makeDirectory("/a");
      await directory.makeDirectory("/a/b");
      await directory.makeDirectory("/a");
      await directory.makeDirectory("/");
      await refuses(() => directory.makeDirectory("/x/y"), "not_found");
      await directory.write("/file", encode("1"));
      await refuses(() => directory.makeDirectory("/file"), "not_a_directory");
      await refuses(() => directory.makeDirectory("/file/a"), "not_a_directory");
      equal(await textOf(directory, "/file"), "1", "content");
    },
  },
  {
    name: "tells what is missing from what is of the wrong kind",
    async run(directory) {
      await directory.makeDirectory("/d");
      await directory.write("/f", encode("1"));
      equal(await directory.stat("/none"), undefined, "stat of nothing");
      equal(await directory.stat("/none/a"), undefined, "stat below nothing");
      equal(await directory.stat("/f/a"), undefined, "stat below a file");
      await refuses(() => directory.read("/none"), "not_found");
      await refuses(() => directory.read("/none/a"), "not_found");
      await refuses(() => directory.read("/f/a"), "not_a_directory");
      await refuses(() => directory.read("/d"), "is_a_directory");
      await refuses(() => directory.read("/"), "is_a_directory");
      await refuses(() => directory.list("/none"), "not_found");
      await refuses(() => directory.list("/f"), "not_a_directory");
      await refuses(() => directory.write("/d", encode("1")), "is_a_directory");
      await refuses(() => directory.write("/", encode("1")), "is_a_directory");
      await refuses(() => directory.write("/none/a", encode("1")), "not_found");
      await refuses(() => directory.write("/f/a", encode("1")), "not_a_directory");
      equal(await namesIn(directory, "/"), ["d", "f"], "names");
    },
  },
  {
    name: "removes files, and directories with all below them",
    async run(directory) {
      for (const path of ["/a", "/a/b", "/a/b/c"]) await directory.makeDirectory(path);
      for (const path of ["/a/1", "/a/b/2", "/a/b/c/3", "/ab"]) await directory.write(path, encode(path));
      await directory.remove("/a/b/2");
      equal(await namesIn(directory, "/a/b"), ["c"], "names");
      await directory.remove("/a");
      await directory.remove("/a");
      await directory.remove("/a/b/c");
      equal(await namesIn(directory, "/"), ["ab"], "names of the root");
      await refuses(() => directory.remove("/"), "invalid_path");
      equal(await textOf(directory, "/ab"), "/ab", "content");
    },
  },
  {
    name: "makes anew what was removed",
    async run(directory) {
      await directory.write("/a", encode("1"));
      await directory.remove("/a");
      await directory.makeDirectory("/a");
      await directory.write("/a/b", encode("2"));
      await directory.remove("/a");
      await directory.write("/a", encode("3"));
      equal(await textOf(directory, "/a"), "3", "content");
    },
  },
  {
    name: "moves files and directories, where it can move",
    async run(directory) {
      const move = directory.move?.bind(directory);
      if (!move) return;
      for (const path of ["/d", "/d/e", "/x"]) await directory.makeDirectory(path);
      for (const path of ["/a", "/b", "/d/e/f"]) await directory.write(path, encode(path));
      await move("/a", "/x/a");
      await move("/d", "/x/d");
      await move("/b", "/x/a");
      equal(await textOf(directory, "/x/a"), "/b", "content of the file that gave way");
      equal(await textOf(directory, "/x/d/e/f"), "/d/e/f", "content below");
      equal(await namesIn(directory, "/"), ["x"], "names of the root");
      await refuses(() => move("/none", "/y"), "not_found");
      await refuses(() => move("/x/a", "/none/y"), "not_found");
      await refuses(() => move("/x/a", "/x/d"), "is_a_directory");
      await refuses(() => move("/x/d", "/x/a"), "not_a_directory", "is_a_directory");
      await refuses(() => move("/x", "/x/d/x"), "invalid_path");
      await refuses(() => move("/", "/y"), "invalid_path");
      equal(await namesIn(directory, "/x"), ["a", "d"], "names after refusals");
    },
  },
];

const oddNames = ["two  spaces", ".hidden", "x.tmp", "[...slug].tsx", "$(echo)&;'`%41", "-rf", "\u00fc\u{1F600}\u4e2d"];

const oddestNames = [
  "..foo",
  "...",
  " ",
  " spaces around ",
  "dot.",
  "x.crswap",
  "a:b",
  "n".repeat(255),
  "\u4e2d".repeat(85),
];

const names: readonly DirectoryCase[] = [
  {
    name: "takes odd names as they are",
    async run(directory, { refusesNames = false }) {
      const taken = [...oddNames];
      for (const name of oddNames) await directory.write(`/${name}`, encode(name));
      for (const name of oddestNames) {
        const write = (): Promise<unknown> => directory.write(`/${name}`, encode(name));
        if (refusesNames && (await isRefused(write))) continue;
        if (!refusesNames) await write();
        taken.push(name);
      }
      equal(await namesIn(directory, "/"), [...taken].sort(), "names");
      for (const name of taken) equal(await textOf(directory, `/${name}`), name, "content");
      for (const name of taken) {
        await directory.remove(`/${name}`);
        await directory.makeDirectory(`/${name}`);
        await directory.write(`/${name}/${name}`, encode(name));
      }
      for (const name of taken) equal(await namesIn(directory, `/${name}`), [name], "names inside");
    },
  },
  {
    name: "finds a file by the name it was given, composed and decomposed",
    async run(directory) {
      const [composed, decomposed] = ["/caf\u00e9", "/cafe\u0301"];
      await directory.write(composed, encode("1"));
      equal(await textOf(directory, composed), "1", "content of the composed name");
      await directory.write(decomposed, encode("2"));
      equal(await textOf(directory, decomposed), "2", "content of the decomposed name");
      const { length } = await directory.list("/");
      equal(await textOf(directory, composed), length === 1 ? "2" : "1", "content of the composed name afterwards");
    },
  },
  {
    name: "refuses paths that are not absolute and normalised, and text that is none",
    async run(directory) {
      await directory.write("/a", encode("1"));
      for (const path of ["", "a", "/a/", "//a", "/./a", "/b/../a", "/..", "/a\0", "/\uD800"]) {
        await refuses(() => directory.write(path, encode("2")), "invalid_path");
        await refuses(() => directory.read(path), "invalid_path");
        await refuses(() => directory.stat(path), "invalid_path");
        await refuses(() => directory.list(path), "invalid_path");
        await refuses(() => directory.makeDirectory(path), "invalid_path");
        await refuses(() => directory.remove(path), "invalid_path");
      }
      equal(await namesIn(directory, "/"), ["a"], "names");
      equal(await textOf(directory, "/a"), "1", "content");
    },
  },
];

const watching: readonly DirectoryCase[] = [
  {
    name: "tells what others change, until it is told to stop, where it can watch",
    async run(directory, { reopen = () => directory }) {
      await directory.makeDirectory("/d");
      await directory.write("/d/a", encode("1"));
      const other = await reopen(directory);
      const seen = new Set<string>();
      let told = 0;
      const stop = directory.watch?.((change: DirectoryChange) => {
        told++;
        if (change !== "overflow") for (const path of change.paths) seen.add(path);
      });
      if (!stop) return;
      const sees = async (path: string, act: () => Promise<unknown>): Promise<void> => {
        seen.clear();
        await act();
        const isSeen = (): boolean => seen.has(path);
        await until(isSeen, `The change of ${path} is not told`);
      };
      try {
        await pause(300);
        await sees("/d/a", () => other.write("/d/a", encode("2")));
        await sees("/d/b", () => other.write("/d/b", encode("3")));
        await sees("/e", () => other.makeDirectory("/e"));
        await pause(300);
        await sees("/e/f", () => other.write("/e/f", encode("4")));
        await sees("/d/a", () => other.remove("/d/a"));
        equal(
          [...seen].filter((path) => /\.(tmp|crswap)$/.test(path)),
          [],
          "temporary names",
        );
        await pause(300);
      } finally {
        stop();
      }
      told = 0;
      await other.write("/d/c", encode("5"));
      await pause(300);
      equal(told, 0, "changes told after the end");
    },
  },
];

/**
 * Registers the suite that every `Directory` passes.
 *
 * @example
 * ```ts
 * import { MemoryDirectory } from "nacre/stores";
 * import { directoryContract } from "nacre/testing";
 *
 * const cases: string[] = [];
 * const runner = { describe: (_: string, body: () => void) => body(), it: (name: string) => void cases.push(name) };
 * directoryContract({ name: "MemoryDirectory", create: () => new MemoryDirectory(), runner });
 * console.log(cases.length > 10); // true
 * ```
 */
export function directoryContract(options: DirectoryContractOptions): void {
  const { name, create, dispose, runner } = options;
  runner.describe(name, () => {
    for (const [section, cases] of Object.entries({ contents, structure, names, watching })) {
      runner.describe(section, () => {
        for (const { name: title, run } of cases) {
          runner.it(title, async () => {
            const directory = await create();
            try {
              await run(directory, options);
            } finally {
              await dispose?.(directory);
            }
          });
        }
      });
    }
  });
}
