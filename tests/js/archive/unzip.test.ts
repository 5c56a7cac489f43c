import { describe, expect, it } from "@jest/globals";
import { MisuseError, type StateBackend } from "nacre";
import { bytesOf, importArchive, type UnzipOptions, unzip, zip } from "nacre/archive";
import { checkHandles, contents, ok, state } from "../support.js";
import { inFolder, madeByPython, patched, run, streamOf, zipByPython } from "./tools.js";

checkHandles();

const mebibyte = 2 ** 20;

async function unzipped(archive: Uint8Array, options: UnzipOptions = {}) {
  using files: StateBackend = await state();
  const source = unzip(archive, options);
  const result = await files.import(source);
  return { error: result.error, files: await contents(files), skipped: source.skipped };
}

/** Sets the size that both headers of the only entry declare. */
function declaring(archive: Uint8Array, size: number): Uint8Array {
  const lying = archive.slice();
  const view = new DataView(lying.buffer);
  const central = lying.findIndex((_, at) => at + 4 < lying.length && view.getUint32(at, true) === 0x02014b50);
  view.setUint32(22, size, true);
  view.setUint32(central + 24, size, true);
  return lying;
}

describe("unzip", () => {
  it("reads what Info-ZIP packs, as bytes, a Blob and a stream", async () => {
    const archive = await inFolder(async (folder) => {
      const { mkdirSync, readFileSync, symlinkSync, writeFileSync } = await import("node:fs");
      mkdirSync(`${folder}/src/deep`, { recursive: true });
      mkdirSync(`${folder}/empty`);
      writeFileSync(`${folder}/src/deep/a.txt`, "hello\n".repeat(500));
      writeFileSync(`${folder}/src/é.txt`, "é");
      symlinkSync("a.txt", `${folder}/src/link`);
      run("zip", ["-qry", "out.zip", "src", "empty"], folder);
      return new Uint8Array(readFileSync(`${folder}/out.zip`));
    });
    for (const data of [archive, new Blob([archive]), streamOf(archive)]) {
      using files = await state();
      const result = ok(await importArchive(files, data, { path: "/in" }));
      expect(result).toMatchObject({ format: "zip", created: 2, modified: 0, bytes: 3002 });
      expect(result.skipped).toEqual([{ path: "src/link", reason: "symbolic link" }]);
      expect(await contents(files)).toEqual({ "/in/src/deep/a.txt": "hello\n".repeat(500), "/in/src/é.txt": "é" });
      expect(ok(await files.stat("/in/empty")).isDir).toBe(true);
    }
  });

  it("skips names that lead outside, and says why", async () => {
    const names = ["../up", "a/../../up", "/etc/passwd", "C:/windows", "good", "a/./b//c", "..a/b..", "./"];
    const archive = await zipByPython(
      ...names.map((name) => `z.writestr(zipfile.ZipInfo(${JSON.stringify(name)}), "x")`),
      'z.writestr("back_slash", "x")',
    );
    const { files, skipped } = await unzipped(patched(archive, "back_slash", "back\\slash"));
    expect(files).toEqual({ "/good": "x", "/a/b/c": "x", "/..a/b..": "x" });
    expect(skipped.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      "../up: '..' in its path",
      "a/../../up: '..' in its path",
      "/etc/passwd: absolute path",
      "C:/windows: drive letter",
      "./: empty name",
      "back\\slash: backslash in its name",
    ]);
  });

  it("skips links, devices, encrypted files and unknown methods", async () => {
    const archive = await zipByPython(
      "def kind(name, mode):",
      "    info = zipfile.ZipInfo(name); info.create_system = 3; info.external_attr = (mode | 0o644) << 16; return info",
      'z.writestr(kind("link", stat.S_IFLNK), "/etc/passwd")',
      'z.writestr(kind("pipe", stat.S_IFIFO), "")',
      'z.writestr("packed", "x" * 100, zipfile.ZIP_BZIP2)',
      'z.writestr("secret", "x")',
      'z.writestr("plain", "x", zipfile.ZIP_STORED)',
      "z.getinfo('secret').flag_bits |= 1",
    );
    const { files, skipped } = await unzipped(archive);
    expect(files).toEqual({ "/plain": "x" });
    expect(skipped).toEqual([
      { path: "link", reason: "symbolic link" },
      { path: "pipe", reason: "device or unknown kind of member" },
      { path: "packed", reason: "compression method 12" },
      { path: "secret", reason: "encrypted" },
    ]);
  });

  it("takes the last of several entries at a path", async () => {
    const archive = await zipByPython('z.writestr("a", "1")', 'z.writestr("./a", "2")', 'z.writestr("a", "3")');
    expect((await unzipped(archive)).files).toEqual({ "/a": "3" });
  });

  it("reads Zip64, data descriptors, comments, and archives with something before and behind them", async () => {
    const archive = await zipByPython(
      'with z.open("big", "w", force_zip64=True) as f: f.write(b"x" * 1000)',
      'z.comment = b"PK" * 50',
    );
    const streamed = await madeByPython(`
import io, zipfile
class Pipe(io.RawIOBase):
    def writable(self): return True
    def write(self, data): return out.write(data)
with open("out", "wb") as out, zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as z: z.writestr("piped", "y" * 1000)
`);
    expect(streamed[6]).toBe(8); // The flag of a data descriptor.
    expect((await unzipped(archive)).files).toEqual({ "/big": "x".repeat(1000) });
    expect((await unzipped(streamed)).files).toEqual({ "/piped": "y".repeat(1000) });
    const around = new Uint8Array(Buffer.concat([Buffer.from("#!/bin/sh\n"), archive, Buffer.from("garbage")]));
    expect((await unzipped(around)).files).toEqual({ "/big": "x".repeat(1000) });
  });

  it("reads names in UTF-8 and code page 437, and skips what claims to be UTF-8 and is not", async () => {
    const archive = await zipByPython('z.writestr("é", "1")', 'z.writestr("caf_", "2")', 'z.writestr("ü-_", "3")');
    const old = patched(archive, "caf_", "caf\x82");
    expect((await unzipped(patched(old, "\xc3\xbc-_", "\xc3\xbc-\xff"))).files).toEqual({ "/é": "1", "/café": "2" });
    expect((await unzipped(patched(old, "\xc3\xbc-_", "\xc3\xbc-\xff"))).skipped).toMatchObject([
      { reason: "name that is not UTF-8" },
    ]);
  });

  it("refuses what is cut short, damaged or no archive, and imports nothing", async () => {
    const archive = await zipByPython('z.writestr("a", "first")', 'z.writestr("b", bytes(range(256)) * 100)');
    const flipped = archive.slice();
    flipped[archive.length >> 1] = (flipped[archive.length >> 1] ?? 0) ^ 0xff;
    const cases = [archive.slice(0, -30), archive.slice(0, 60), flipped, new Uint8Array(0), new Uint8Array(3000)];
    for (const broken of cases) {
      const { error, files } = await unzipped(broken);
      expect(error?.code).toBe("corrupt");
      expect(files).toEqual({});
    }
    for (let length = 0; length < archive.length; length += 37) {
      const { error } = await unzipped(archive.slice(0, length));
      expect(error?.code).toBe("corrupt");
      expect(error?.message).toMatch(
        length < 30 ? /^(Not a zip archive|Archive is cut short)/ : /^Archive is cut short/,
      );
    }
    expect((await unzipped(new TextEncoder().encode("plain text, more than enough"))).error?.message).toBe(
      "Not a zip archive: it begins with 70 6c 61 69 6e 20 74 65",
    );
  });

  it("refuses entries that share their data", async () => {
    const archive = await zipByPython('z.writestr("a", "x" * 1000)', 'z.writestr("b", "x" * 1000)');
    const view = new DataView(archive.buffer);
    const centrals = [...archive.keys()].filter(
      (at) => at + 4 < archive.length && view.getUint32(at, true) === 0x02014b50,
    );
    view.setUint32((centrals[1] ?? 0) + 42, 0, true);
    expect((await unzipped(archive)).error?.code).toBe("corrupt");
  });

  it("holds sizes, counts and ratios to their limits before anything is expanded", async () => {
    const archive = await zipByPython('z.writestr("a", "x" * 1000)', 'z.writestr("b", "x" * 500)');
    const code = async (limits: UnzipOptions["limits"]) => (await unzipped(archive, { limits })).error?.code;
    expect(await code({ maxBytes: 1500, maxFileBytes: 1000, maxEntries: 2 })).toBeUndefined();
    expect(await code({ maxBytes: 1499 })).toBe("limit_exceeded");
    expect(await code({ maxFileBytes: 999 })).toBe("limit_exceeded");
    expect(await code({ maxEntries: 1 })).toBe("limit_exceeded");
    const bomb = await zipByPython(`z.writestr("zeros", bytes(${100 * mebibyte}))`);
    expect((await unzipped(bomb)).error?.message).toContain("maxRatio: 200");
    expect((await unzipped(bomb, { limits: { maxRatio: 2000 } })).error).toBeUndefined();
    const stream = unzip(streamOf(archive), { limits: { maxArchiveBytes: archive.length - 1 } });
    using files = await state();
    expect((await files.import(stream)).error?.message).toContain("maxArchiveBytes");
    expect(() => unzip(archive, { limits: { maxBytes: -1 } })).toThrow(
      /'maxBytes' must be a number of 0 or more, not -1/,
    );
    expect(() => unzip(archive, { limits: { maxSize: 1 } as object })).toThrow(MisuseError);
  });

  it("stops a bomb that declares less than it is, long before its end", async () => {
    const bomb = declaring(await zipByPython(`z.writestr("zeros", bytes(${400 * mebibyte}))`), 1000);
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const { error } = await unzipped(bomb);
    expect(error).toMatchObject({ code: "corrupt", message: expect.stringContaining("at 'zeros'") });
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * mebibyte);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("refuses a classic bomb of many layers side by side: 42 MB that become 4 GB", async () => {
    const bomb = await madeByPython(String.raw`
import os, struct, zlib
size, count = 255 << 20, 16
pack = zlib.compressobj(9, zlib.DEFLATED, -15)
zeros = bytes(size); data = pack.compress(zeros) + pack.flush(); crc = zlib.crc32(zeros)
noise = os.urandom(38 << 20)
members = [(b"%d" % i, 8, data, size, crc) for i in range(count)] + [(b"noise", 0, noise, len(noise), zlib.crc32(noise))]
directory = b""
with open("out", "wb") as out:
    for name, method, data, size, crc in members:
        common = struct.pack("<HHHIIIIHH", 20, 0, method, 0, crc, len(data), size, len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + name
        out.write(b"PK\x03\x04" + common + name + data)
    at = out.tell()
    out.write(directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), at, 0))
`);
    expect(bomb.length).toBeGreaterThan(40 * mebibyte);
    const started = performance.now();
    const { error } = await unzipped(bomb, { limits: { maxFileBytes: 2 ** 30 } });
    expect(error).toMatchObject({ code: "limit_exceeded", message: expect.stringContaining("maxBytes") });
    expect(performance.now() - started).toBeLessThan(2_000);
    let files = 0;
    await expect(async () => {
      const limits = { maxBytes: 2 ** 33, maxRatio: 90 };
      for await (const _ of unzip(bomb, { limits })) files += 1;
    }).rejects.toMatchObject({ code: "limit_exceeded", message: expect.stringContaining("maxRatio: 90") });
    expect(files).toBe(0);
  });

  it("can be read again, but for a stream, and stops when it is told to", async () => {
    const archive = await bytesOf(zip({ "/a": "1", "/b": "2" }));
    const source = unzip(archive);
    expect(source.size).toBeUndefined();
    for (let i = 0; i < 2; i++) {
      const names: string[] = [];
      for await (const [path] of source) names.push(path);
      expect(names).toEqual(["/a", "/b"]);
    }
    expect(source.size).toBe(2);
    const controller = new AbortController();
    const reason = new Error("enough");
    using files = await state();
    const slow = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(archive.slice(0, 10)) });
    const importing = files.import(unzip(slow, { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 20);
    await expect(importing).rejects.toBe(reason);
    expect(await contents(files)).toEqual({});
  });
});
