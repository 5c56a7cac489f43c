import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  asBackend,
  type Backend,
  type ChangeEvent,
  LocalBackend,
  MisuseError,
  type PlainBackend,
  type StateBackend,
} from "nacre";
import {
  type ArchiveFormat,
  bytesOf,
  exportArchive,
  gunzip,
  gzip,
  type ImportArchiveResult,
  importArchive,
  unzip,
  zip,
} from "nacre/archive";
import { checkHandles, contents, ok, state, testCore } from "../support.js";
import { inFolder, madeByPython, readByPython, run, streamOf } from "./tools.js";

checkHandles();

const formats: readonly ArchiveFormat[] = ["zip", "tar", "tar.gz"];
const sample = { "/src/a.ts": "export {};\n".repeat(200), "/src/deep/é.txt": "é", "/empty.txt": "" };

/** The same files without `import` and tar: what a backend elsewhere looks like. */
async function plain(files: StateBackend, extra: Partial<PlainBackend> = {}): Promise<Backend> {
  const { stat, ls, readBytes, write, mkdir } = files;
  const methods = { stat, ls, readBytes, write, mkdir };
  const bound = Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.bind(files)]));
  return asBackend({ ...bound, ...extra } as PlainBackend, { core: await testCore() });
}

/** Expands as browsers do: what follows the first member is an error. */
class OneMember extends TransformStream<Uint8Array, Uint8Array> {
  constructor() {
    const chunks: Uint8Array[] = [];
    super({
      transform: (chunk) => void chunks.push(chunk),
      flush(controller) {
        const packed = Buffer.concat(chunks);
        // The header that zlib writes has ten bytes, the end of a member eight.
        const { buffer, engine } = inflateRawSync(packed.subarray(10), { info: true }) as unknown as {
          readonly buffer: Buffer;
          readonly engine: { readonly bytesWritten: number };
        };
        if (packed.length !== engine.bytesWritten + 18) throw new TypeError("Junk behind the end, or too little");
        controller.enqueue(new Uint8Array(buffer));
      },
    });
  }
}

describe("exportArchive", () => {
  it("makes what unzip and tar unpack, of any backend", async () => {
    using files = await state(sample);
    ok(await files.mkdir("/bare/dir"));
    const core = await testCore();
    for (const backend of [files, await plain(files)]) {
      for (const format of formats) {
        const archive = await bytesOf(exportArchive(backend, { format, core }));
        await inFolder((folder) => {
          writeFileSync(`${folder}/in`, archive);
          run(format === "zip" ? "unzip" : "tar", format === "zip" ? ["-q", "in"] : ["-xf", "in"], folder);
          for (const [path, text] of Object.entries(sample)) expect(readFileSync(folder + path, "utf8")).toBe(text);
          expect(run("ls", ["-d", "bare/dir"], folder).trim()).toBe("bare/dir");
        });
      }
    }
  });

  it("keeps times, and names files from `path` on", async () => {
    using files = await state(sample, { clock: () => Date.UTC(2026, 0, 2, 3, 4, 6) });
    const program = "import json, zipfile; z = zipfile.ZipFile('in'); print(json.dumps([z.testzip(), z.namelist()]))";
    const archive = await bytesOf(exportArchive(files, { path: "/src" }));
    expect(await readByPython(archive, program)).toEqual([null, ["a.ts", "deep/", "deep/é.txt"]]);
    const one = await bytesOf(exportArchive(files, { path: "/src/a.ts" }));
    expect(await readByPython(one, program)).toEqual([null, ["a.ts"]]);
    const times = "import json, tarfile; print(json.dumps([m.mtime for m in tarfile.open('in') if m.isfile()]))";
    for (const backend of [files, await plain(files)]) {
      const tar = await bytesOf(exportArchive(backend, { format: "tar.gz", core: await testCore() }));
      expect(new Set((await readByPython(tar, times)) as number[])).toEqual(new Set([1767323046]));
    }
  });

  it("tells its progress, and fails where a file does", async () => {
    using files = await state(sample);
    const core = await testCore();
    for (const format of formats) {
      const seen: unknown[] = [];
      await bytesOf(exportArchive(files, { format, onProgress: (progress) => seen.push(progress) }));
      expect(seen.at(-1)).toEqual({ done: 3, total: 3, bytes: 2202 });
      await expect(bytesOf(exportArchive(files, { format, path: "/missing" }))).rejects.toMatchObject({
        code: "not_found",
      });
      const broken = await plain(files, { readBytes: () => ({ error: { code: "io", message: "the disk is gone" } }) });
      await expect(bytesOf(exportArchive(broken, { format, core }))).rejects.toThrow("the disk is gone");
      const aborted = exportArchive(files, { format, signal: AbortSignal.abort(new Error("enough")) });
      await expect(bytesOf(aborted)).rejects.toThrow("enough");
    }
    expect(() => exportArchive(files, { format: "rar" as "zip" })).toThrow(/zip, tar or tar\.gz, not 'rar'/);
  });

  it("reads no further when nobody listens", async () => {
    using files = await state(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`/${i}`, "x".repeat(50_000)])));
    let reads = 0;
    const counted = await plain(files, {
      readBytes: (path) => {
        reads += 1;
        return files.readBytes(path);
      },
    });
    const reader = exportArchive(counted, { format: "zip" }).getReader();
    await reader.read();
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(reads).toBeLessThan(100);
  });
});

describe("importArchive", () => {
  it("brings back what was exported, into any backend", async () => {
    using files = await state(sample);
    ok(await files.mkdir("/bare/dir"));
    for (const format of formats) {
      for (const kind of ["workspace", "import only", "plain"] as const) {
        using copy = await state({ "/in/src/a.ts": "old" });
        const adapted = kind === "workspace" ? copy : await plain(copy);
        if (kind === "import only") Object.assign(adapted, { import: copy.import.bind(copy) });
        const seen: { done: number; total: number | undefined }[] = [];
        const result: ImportArchiveResult = await importArchive(adapted, exportArchive(files, { format }), {
          path: "/in",
          core: await testCore(),
          onProgress: ({ done, total }) => seen.push({ done, total }),
        });
        expect(ok(result)).toEqual({ format, created: 2, modified: 1, bytes: 2202, skipped: [] });
        expect(await contents(copy)).toEqual(
          Object.fromEntries(Object.entries(sample).map(([path, text]) => [`/in${path}`, text])),
        );
        expect(ok(await copy.stat("/in/bare/dir")).isDir).toBe(true);
        expect(seen.at(-1)?.done).toBe(seen.at(-1)?.total);
      }
    }
  });

  it("keeps the times of a tar archive in a workspace that survives, and counts files", async () => {
    using files = await state(sample, { clock: () => Date.UTC(2020, 1, 3) });
    ok(await files.mkdir("/bare"));
    for (const layout of ["pack", "files"] as const) {
      await inFolder(async (root) => {
        const copy = await LocalBackend.open({ root, layout, core: await testCore() });
        ok(await copy.write("/in/src/a.ts", "old"));
        const result = await importArchive(copy, exportArchive(files, { format: "tar.gz" }), { path: "/in" });
        expect(ok(result)).toEqual({ format: "tar.gz", created: 2, modified: 1, bytes: 2202, skipped: [] });
        const { modifiedAt } = ok(await copy.stat("/in/empty.txt"));
        if (layout === "pack") expect(Date.parse(modifiedAt ?? "")).toBe(Date.UTC(2020, 1, 3));
        const bounded = { path: "/in", limits: { maxBytes: 100 } };
        const refused = await importArchive(copy, exportArchive(files, { format: "tar" }), bounded);
        expect(refused.error?.code).toBe("limit_exceeded");
        await copy.close();
      });
    }
  });

  it("refuses what it does not know, and changes nothing", async () => {
    using files = await state({ "/kept": "1" });
    const before = files.sequence;
    const events: ChangeEvent["path"][] = [];
    const off = files.onChange(({ path }) => events.push(path), { since: before });
    const code = async (bytes: Uint8Array | string, options = {}) =>
      (await importArchive(files, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes, options)).error;
    expect(await code("GIF89a")).toEqual({
      code: "unsupported",
      message: "Not a zip, tar or gzip archive: it begins with 47 49 46 38 39 61",
    });
    expect((await code(""))?.message).toContain("it is empty");
    expect((await code(await bytesOf(gzip(new TextEncoder().encode("just text")))))?.message).toContain(
      "no tar archive",
    );
    expect((await code("PK\x03\x04 and then nothing"))?.code).toBe("corrupt");
    const tar = await bytesOf(exportArchive(files, { format: "tar" }));
    expect((await code(tar.slice(0, 700)))?.code).toBe("corrupt");
    const packed = await bytesOf(gzip(tar));
    expect((await code(packed.slice(0, -12)))?.code).toBe("corrupt");
    await expect(importArchive(files, "text" as never)).rejects.toThrow(MisuseError);
    await expect(importArchive(files, tar, { format: "rar" as "zip" })).rejects.toThrow(/not 'rar'/);
    off();
    expect(events).toEqual([]);
    expect(await contents(files)).toEqual({ "/kept": "1" });
  });

  it("is all or nothing where a file is in the way, and says how far it came where it cannot be", async () => {
    using source = await state({ "/a": "1", "/b/c": "2", "/d": "3" });
    for (const format of formats) {
      const archive = await bytesOf(exportArchive(source, { format }));
      using files = await state({ "/b": "file" });
      expect((await importArchive(files, archive)).error?.code).toBe("not_a_directory");
      expect(await contents(files)).toEqual({ "/b": "file" });
      const result = await importArchive(await plain(files), archive, { core: await testCore() });
      expect(result.error).toMatchObject({
        code: "not_a_directory",
        message: expect.stringContaining("(1 of 3 files were written before)"),
      });
    }
  });

  it("skips links in a tar archive, refuses '..' there, and keeps limits", async () => {
    const archive = await madeByPython(`
import io, tarfile
with tarfile.open("out", "w:gz") as t:
    link = tarfile.TarInfo("link"); link.type = tarfile.SYMTYPE; link.linkname = "/etc/passwd"; t.addfile(link)
    for name in ("a", "b"):
        info = tarfile.TarInfo(name); info.size = 1000; t.addfile(info, io.BytesIO(bytes(1000)))
`);
    for (const wrap of [async (files: StateBackend): Promise<Backend> => files, plain]) {
      using files = await state();
      const backend = await wrap(files);
      const core = await testCore();
      for (const limits of [{ maxEntries: 1 }, { maxFileBytes: 999 }, { maxBytes: 1999 }]) {
        expect((await importArchive(backend, archive, { limits, core })).error?.code).toBe("limit_exceeded");
      }
      expect(await contents(files)).toEqual({});
      const result = ok(await importArchive(backend, archive, { limits: { maxEntries: 2 }, core }));
      expect(result.skipped).toEqual([{ path: "link", reason: "symbolic link" }]);
      expect(Object.keys(await contents(files))).toEqual(["/a", "/b"]);
    }
    using files = await state();
    const slip = await madeByPython(
      'import io, tarfile\nwith tarfile.open("out", "w") as t: t.addfile(tarfile.TarInfo("../up"), io.BytesIO())',
    );
    expect((await importArchive(files, slip)).error?.code).toBe("invalid_path");
  });
});

describe("gzip", () => {
  it("comes back, and stops at its limits while it expands", async () => {
    const bytes = new Uint8Array(100 * 2 ** 20);
    const packed = await bytesOf(gzip(bytes));
    expect((await gunzip(packed)).error).toMatchObject({
      code: "limit_exceeded",
      message: expect.stringContaining("maxRatio"),
    });
    expect((await gunzip(streamOf(packed), { limits: { maxBytes: 1000 } })).error?.code).toBe("limit_exceeded");
    expect(ok(await gunzip(new Blob([packed as BlobPart]), { limits: { maxRatio: 2000 } })).bytes.length).toBe(
      bytes.length,
    );
    expect((await gunzip(new Uint8Array([1, 2, 3]))).error?.code).toBe("corrupt");
    await expect(bytesOf(gzip(bytes), { maxBytes: 10 })).rejects.toMatchObject({ code: "limit_exceeded" });
    await expect(bytesOf(gzip(bytes), { maxBytes: Number.NaN })).rejects.toThrow(MisuseError);
  });

  it("says whether data are no gzip, or cut short", async () => {
    expect((await gunzip(new TextEncoder().encode("text"))).error?.message).toBe(
      "Not gzip: it begins with 74 65 78 74",
    );
    const packed = await bytesOf(gzip(new TextEncoder().encode("hello")));
    expect((await gunzip(packed.slice(0, -4))).error?.message).toMatch(/^Gzip is damaged or cut short: /);
  });

  it("may have several members, also where the runtime takes one only", async () => {
    const texts = ["one ", "", "two ".repeat(1000), "three"];
    const members = texts.map((text) => gzipSync(text));
    // A member in a member, as it is: what looks like a beginning may be none.
    const nested = gzipSync(Buffer.concat(members), { level: 0 });
    const packed = new Uint8Array(Buffer.concat([...members, nested]));
    const whole = Buffer.concat([Buffer.from(texts.join("")), ...members]).toString("hex");
    const own = globalThis.DecompressionStream;
    try {
      for (const Decompression of [own, OneMember]) {
        globalThis.DecompressionStream = Decompression as typeof own;
        for (const data of [packed, new Blob([packed])]) {
          expect(Buffer.from(ok(await gunzip(data)).bytes).toString("hex")).toBe(whole);
        }
        for (const broken of [packed.slice(0, -4), packed.slice(0, 40)]) {
          expect((await gunzip(broken)).error?.code).toBe("corrupt");
        }
        const few = { limits: { maxBytes: whole.length / 2 - 1 } };
        expect((await gunzip(packed, few)).error?.code).toBe("limit_exceeded");
      }
    } finally {
      globalThis.DecompressionStream = own;
    }
  });

  it("reads and makes what gzip does", async () => {
    const packed = await madeByPython('import gzip; gzip.open("out", "wb").write(b"hello" * 100)');
    expect(new TextDecoder().decode(ok(await gunzip(packed)).bytes)).toBe("hello".repeat(100));
    const ours = await bytesOf(gzip(new TextEncoder().encode("hello")));
    expect(await readByPython(ours, "import gzip, json; print(json.dumps(gzip.open('in').read().decode()))")).toBe(
      "hello",
    );
  });
});

describe("zip", () => {
  it("comes back whatever names and bytes are", async () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((text) => !/[/\\\0]|^\.{1,2}$|^[A-Za-z]:$/.test(text));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join("/")}`);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.integer({ min: 0, max: 100_000 }).map((size) => new Uint8Array(size)),
    );
    const check = async (files: Record<string, Uint8Array>, compress: boolean): Promise<void> => {
      const packed = await bytesOf(zip(files, { compress }));
      const back: Record<string, Uint8Array> = {};
      for await (const [at, bytes] of unzip(packed)) back[at] = bytes;
      expect(back).toEqual(files);
      expect(await bytesOf(zip(new Map(Object.entries(files)), { compress }))).toEqual(packed);
    };
    await fc.assert(fc.asyncProperty(fc.dictionary(path, content, { maxKeys: 4 }), fc.boolean(), check), {
      numRuns: 80,
    });
  });

  it("becomes Zip64 with more members than a plain archive can hold", async () => {
    const count = 65_536;
    using files = await state();
    for (let i = 0; i < count; i++) ok(await files.mkdir(`/${i}`));
    const packed = await bytesOf(zip(files));
    const program = "import json, zipfile; print(json.dumps(len(zipfile.ZipFile('in').namelist())))";
    expect(await readByPython(packed, program)).toBe(count);
    const source = unzip(packed);
    for await (const [path] of source) throw new Error(`a file at ${path}`);
    expect(source.emptyDirectories.length).toBe(count);
  });

  it("refuses names that lead outside and names given twice", async () => {
    const failing = (files: Parameters<typeof zip>[0]) => bytesOf(zip(files));
    await expect(failing({ "/a/../b": "x" })).rejects.toMatchObject({ code: "invalid_path" });
    await expect(failing({ "/a\uD800": "x" })).rejects.toMatchObject({ code: "invalid_path" });
    await expect(failing([["/a", "1"] as const, ["a", "2"] as const])).rejects.toMatchObject({
      code: "already_exists",
    });
    await expect(failing({ "/a": 1 as never })).rejects.toThrow(MisuseError);
    await expect(failing(null as never)).rejects.toThrow(MisuseError);
  });
});
