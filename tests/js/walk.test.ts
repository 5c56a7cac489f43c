import { describe, expect, it } from "@jest/globals";
import { asBackend, type Backend, CompositeBackend, type FileInfo } from "nacre";
import { bytesOf, exportArchive } from "nacre/archive";
import { createBashSandbox } from "nacre/just-bash";
import { checkHandles, ok, state, testCore } from "./support.js";

checkHandles();

/** Each directory lists itself again. */
async function endless(): Promise<Backend> {
  const ls = () => [{ name: "d", isDir: true }];
  return asBackend({ readBytes: () => null, write: () => undefined, ls }, { core: await testCore() });
}

const tooDeep = { code: "limit_exceeded", message: expect.stringContaining("levels deep") };

describe("a backend that never ends", () => {
  it("fails what walks through it, in reasonable time", async () => {
    const files = await endless();
    expect((await files.grep("x")).error).toMatchObject(tooDeep);
    expect((await files.glob("**")).error).toMatchObject(tooDeep);
    await expect(bytesOf(exportArchive(files))).rejects.toMatchObject(tooDeep);
    using target = await state();
    const composite = new CompositeBackend(target, { "/there": files }, { core: await testCore() });
    expect((await composite.move("/there/d", "/here")).error?.message).toMatch(/levels/);
    expect(target.usage().directories).toBe(0);
  });

  it("fails `find`, which says so, and the next command works", async () => {
    using sandbox = await createBashSandbox(await endless());
    const { exitCode, stderr } = ok(await sandbox.execute("find / -name x"));
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("levels deep")]);
    expect(ok(await sandbox.execute("echo 1")).stdout).toBe("1\n");
  });

  it("stops when it is told to", async () => {
    const files = await endless();
    const controller = new AbortController();
    const found = bytesOf(exportArchive(files, { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("enough")), 5);
    await expect(found).rejects.toThrow("enough");
  });
});

it("as many files as nobody holds are a failure, not a crash", async () => {
  const infos = (isDir: boolean, count: number): FileInfo[] =>
    Array.from({ length: count }, (_, index) => ({ path: `/${index}`, name: `${index}`, isDir, size: 0 }));
  const [folders, many] = [infos(true, 3), infos(false, 400_000)];
  const crowded = {
    stat: async (path: string) => ({ path, name: "", isDir: true, size: null }),
    ls: async (path = "/") => ({ path, entries: path === "/" ? folders : many }),
  } as Partial<Backend> as Backend;
  await expect(bytesOf(exportArchive(crowded, { format: "tar" }))).rejects.toMatchObject({ code: "limit_exceeded" });
});
