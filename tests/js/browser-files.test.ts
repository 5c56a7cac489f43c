import { describe, expect, it } from "@jest/globals";
import { type BrowserFilesOptions, directoryFiles, droppedFiles, filesOf } from "nacre/browser-files";
import { checkHandles, contents, ok, state, testCore } from "./support.js";

checkHandles();

type Tree = { readonly [name: string]: string | Tree | DOMException };

/** A folder as the File System API shows it. */
function handleOf(name: string, tree: Tree): FileSystemDirectoryHandle {
  const handles = Object.entries(tree).map(([child, content]) => {
    if (typeof content === "object" && !(content instanceof DOMException)) return handleOf(child, content);
    const getFile = async (): Promise<File> => {
      if (content instanceof DOMException) throw content;
      return new File([content], child);
    };
    return { kind: "file", name: child, getFile };
  });
  return { kind: "directory", name, values: () => handles.values() } as never;
}

/** The same as the older interface shows it: so many entries at a time. */
function entryOf(name: string, tree: Tree | string, atOnce = 2): FileSystemEntry {
  if (typeof tree === "string") {
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (done: (file: File) => void) => done(new File([tree], name)),
    } as never;
  }
  const createReader = () => {
    const left = Object.entries(tree).map(([child, content]) => entryOf(child, content as Tree | string, atOnce));
    return { readEntries: (done: (entries: FileSystemEntry[]) => void) => done(left.splice(0, atOnce)) };
  };
  return { name, isFile: false, isDirectory: true, createReader } as never;
}

/** A drop whose list is emptied when its event is over, as browsers do it. */
function dropOf(items: readonly { handle?: FileSystemHandle; entry?: FileSystemEntry; file?: File }[]): {
  data: DataTransfer;
  end: () => void;
} {
  let over = false;
  const asked = <T>(value: T | undefined): T | null => (over ? null : (value ?? null));
  const list = items.map(({ handle, entry, file }) => ({
    kind: "file",
    webkitGetAsEntry: () => asked(entry),
    getAsFile: () => asked(file),
    ...(handle ? { getAsFileSystemHandle: async () => asked(handle) } : {}),
  }));
  return { data: { items: [{ kind: "string" }, ...list] } as never, end: () => (over = true) };
}

function listed(path: string, text: string): File {
  const file = new File([text], path.slice(path.lastIndexOf("/") + 1));
  return Object.defineProperty(file, "webkitRelativePath", { value: path.includes("/") ? path : "" });
}

const site: Tree = {
  "index.html": "<p>",
  ".git": { config: "secret" },
  dist: { "out.js": "x" },
  src: {
    "a.ts": "a",
    "b.log": "b",
    deep: { "c.ts": "c", dist: { "d.js": "d" } },
    node_modules: { x: { "y.js": "y" } },
  },
};

async function brought(source: Parameters<Awaited<ReturnType<typeof state>>["import"]>[0]) {
  using files = await state();
  ok(await files.import(source));
  return await contents(files);
}

describe("droppedFiles", () => {
  const expected = { "/site/index.html": "<p>", "/site/src/a.ts": "a", "/one.txt": "1" };
  const small: Tree = { "index.html": "<p>", src: { "a.ts": "a" } };
  const one = new File(["1"], "one.txt");

  it("reads handles, entries or files, whatever the browser has", async () => {
    const drops = [
      [{ handle: handleOf("site", small) }, { file: one }],
      [{ entry: entryOf("site", small) }, { entry: entryOf("one.txt", "1") }],
    ];
    for (const items of drops) {
      const { data, end } = dropOf(items);
      const source = droppedFiles(data);
      end();
      expect(await brought(source)).toEqual(expected);
    }
  });

  it("asks again until a folder has no more entries", async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f${i}`, String(i)]));
    const { data } = dropOf([{ entry: entryOf("many", many, 100) }]);
    expect(Object.keys(await brought(droppedFiles(data))).length).toBe(250);
  });

  it("falls back where a handle is refused", async () => {
    const { data } = dropOf([{ entry: entryOf("site", small), file: one }]);
    Object.assign(data.items[1] as object, { getAsFileSystemHandle: () => Promise.reject(new Error("not here")) });
    expect(await brought(droppedFiles(data))).toEqual({ "/site/index.html": "<p>", "/site/src/a.ts": "a" });
  });
});

describe("directoryFiles", () => {
  const under = async (options: BrowserFilesOptions = {}) =>
    Object.keys(await brought(directoryFiles(handleOf("site", site), { core: await testCore(), ...options }))).sort();

  it("leaves out .git and node_modules unless told otherwise, and what is ignored", async () => {
    const usual = ["/dist/out.js", "/index.html", "/src/a.ts", "/src/b.log", "/src/deep/c.ts", "/src/deep/dist/d.js"];
    expect(await under()).toEqual(usual);
    expect(await under({ vendored: true })).toEqual([...usual, "/.git/config", "/src/node_modules/x/y.js"].sort());
    expect(await under({ ignore: ["dist", "*.log"] })).toEqual(["/index.html", "/src/a.ts", "/src/deep/c.ts"]);
    expect(await under({ ignore: ["/dist/", "src/**/*.ts"] })).toEqual([
      "/index.html",
      "/src/b.log",
      "/src/deep/dist/d.js",
    ]);
    expect(await under({ ignore: (path, isDir) => isDir && path === "src/deep" })).toEqual(usual.slice(0, 4));
  });

  it("puts files where it is told, reads 16 at once, and tells its progress", async () => {
    let [open, most] = [0, 0];
    const handle = handleOf("many", Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, "abc"])));
    const children = Array.from(handle.values() as never as Iterable<FileSystemFileHandle>, (child) => ({
      ...child,
      kind: "file",
      getFile: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open -= 1;
        return child.getFile();
      },
    }));
    const seen: unknown[] = [];
    const source = directoryFiles({ ...handle, values: () => children.values() } as never, {
      path: "in/here",
      onProgress: (progress) => seen.push(progress),
    });
    expect(Object.keys(await brought(source))[0]).toBe("/in/here/f0");
    expect(most).toBe(16);
    expect(seen.at(-1)).toEqual({ done: 50, total: undefined, bytes: 150 });
  });

  it("fails whole when a file cannot be read, and when it is aborted", async () => {
    using files = await state();
    const gone = new DOMException("A requested file could not be found", "NotFoundError");
    const source = directoryFiles(handleOf("site", { "a.txt": "a", src: { "b.txt": gone } }));
    expect((await files.import(source)).error).toEqual({
      code: "not_found",
      message: "'src/b.txt' cannot be read: A requested file could not be found",
    });
    const reason = new Error("enough");
    const aborted = directoryFiles(handleOf("site", site), { signal: AbortSignal.abort(reason) });
    await expect(files.import(aborted)).rejects.toBe(reason);
    const wrong = directoryFiles(handleOf("site", site), { ignore: ["x".repeat(9000)], core: await testCore() });
    expect((await files.import(wrong)).error?.code).toBe("invalid_pattern");
    expect(await contents(files)).toEqual({});
  });

  it("ends in folders that contain themselves", async () => {
    const loop = handleOf("loop", {});
    Object.assign(loop, { values: () => [loop].values() });
    using files = await state();
    expect((await files.import(directoryFiles(loop))).error?.code).toBe("limit_exceeded");
  });
});

describe("filesOf", () => {
  it("takes folders from relative paths, and ignores in them", async () => {
    const list = [
      listed("site/index.html", "1"),
      listed("site/.git/config", "2"),
      listed("site/src/a.ts", "3"),
      listed("site/dist/deep/x.js", "4"),
      listed("alone.txt", "5"),
    ];
    const source = filesOf(list, { ignore: ["site/dist"], core: await testCore() });
    expect(await brought(source)).toEqual({ "/site/index.html": "1", "/site/src/a.ts": "3", "/alone.txt": "5" });
  });
});
