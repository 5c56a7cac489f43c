import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { loadCore, StateBackend } from "nacre";
import { coreBuild, coreFile } from "./core/builds.js";

const pageBytes = 64 << 10;
const memorySection = 5;

/** `value` as LEB128, and the other way round with where it ends. */
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

function readLeb(bytes: Uint8Array, at: number): { value: number; end: number } {
  const byte = bytes[at] as number;
  if (byte < 0x80) return { value: byte, end: at + 1 };
  const rest = readLeb(bytes, at + 1);
  return { value: (byte & 0x7f) + rest.value * 0x80, end: rest.end };
}

/** The module with another bound on its one memory. */
function withMaximum(module: Uint8Array, bytes: number): Uint8Array {
  for (let at = 8; at < module.length; ) {
    const size = readLeb(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === memorySection) {
      const minimum = readLeb(module, size.end + 2).value;
      const body = [1, 1, ...leb(minimum), ...leb(bytes / pageBytes)];
      const section = [memorySection, ...leb(body.length), ...body];
      return Uint8Array.from([...module.subarray(0, at), ...section, ...module.subarray(end)]);
    }
    at = end;
  }
  throw new Error("The module has no memory");
}

async function smallCore(bytes: number) {
  return loadCore({ core: coreBuild, source: withMaximum(await readFile(coreFile), bytes) });
}

/** Writes files of `size` bytes until one is refused, and answers why, and how many there are. */
async function fill(files: StateBackend, folder: string, size: number) {
  for (let count = 0; ; count++) {
    const { error } = await files.write(`${folder}/${count}`, `${count}`.padEnd(size, "x"));
    if (error) return { error, count };
  }
}

describe("a core without memory left", () => {
  it.each([1 << 20, 4096, 0])("refuses files of %d bytes, and loses nothing", async (size) => {
    const core = await smallCore(48 << 20);
    using files = await StateBackend.create({ core, files: { "/kept": "kept\n" } });
    const { error, count } = await fill(files, "/d", size);
    expect(error.code).toBe("out_of_memory");
    expect(error.message).toMatch(/memory/);
    expect(count).toBeGreaterThan(10);
    expect(core.dead).toBe(false);

    expect(await files.read("/kept", { format: "raw" })).toMatchObject({ text: "kept\n" });
    expect((await files.read(`/d/${count - 1}`, { format: "raw" })).error).toBeUndefined();
    expect(await files.grep("kept", { fixedString: true })).toMatchObject({ matchCount: 1 });
    expect(await files.exists(`/d/${count}`)).toBe(false);

    expect((await files.remove("/d", { recursive: true })).error).toBeUndefined();
    expect((await files.write("/d/again", "x".repeat(size))).error).toBeUndefined();
  });

  it("takes back a batch that does not fit", async () => {
    const core = await smallCore(48 << 20);
    using files = await StateBackend.create({ core });
    function* many() {
      for (let i = 0; ; i++) yield [`/many/${i}`, "y".repeat(1000)] as const;
    }
    expect((await files.import(many())).error?.code).toBe("out_of_memory");
    expect(await files.exists("/many")).toBe(false);
    expect((await files.write("/one", "1")).error).toBeUndefined();
  });
});
