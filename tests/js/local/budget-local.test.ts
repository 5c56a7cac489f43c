import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { LocalBackend } from "nacre";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, testCore } from "../support.js";
import { tinyBudget } from "./budget-support.js";

cleanUp();
checkHandles();

describe("LocalBackend with a memory budget", () => {
  it.each(["files", "pack"] as const)("holds a workspace on disk that does not fit (%s)", async (layout) => {
    const root = temporary();
    const core = await testCore();
    const open = () => LocalBackend.open({ root, layout, core, memoryBudget: tinyBudget });
    const first = await open();
    const texts = Array.from(
      { length: 200 },
      (_, index) => [`/d${index % 7}/f${index}`, `line ${index}\n${"-".repeat(5000)}`] as const,
    );
    ok(await first.import(texts));
    await first.close();
    const files = await open();
    expect(ok(await files.grep("^line \\d+$")).matchCount).toBe(200);
    ok(await files.edit("/d3/f150", "line", "changed"));
    ok(await files.move("/d1", "/e"));
    const tar = ok(await files.exportTar()).bytes;
    expect(tar.length).toBeGreaterThan(200 * 5000);
    const { loadedBytes, bytes } = await files.status();
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(loadedBytes).toBeLessThanOrEqual(tinyBudget);
    await files.close();
    const again = await open();
    expect(ok(await again.grep("^changed 150")).files).toEqual([{ path: "/d3/f150", count: 1 }]);
    expect(ok(await again.grep("^line", { path: "/e" })).matchCount).toBe(29);
    await again.close();
  });

  it("opens a folder that other programs made, without reading more than fits", async () => {
    const root = temporary();
    for (let folder = 0; folder < 20; folder++) {
      await mkdir(join(root, `d${folder}`));
      for (let file = 0; file < 50; file++) {
        await writeFile(join(root, `d${folder}/f${file}`), `${folder}/${file}\n${"-".repeat(2000)}`);
      }
    }
    const files = await LocalBackend.open({ root, core: await testCore(), memoryBudget: tinyBudget });
    expect(await files.status()).toMatchObject({ files: 1000, verified: true, leftOut: 0 });
    expect((await files.status()).loadedBytes).toBeLessThanOrEqual(tinyBudget);
    expect(ok(await files.grep("^\\d+/7$")).matchCount).toBe(20);
    await rm(join(root, "d3"), { recursive: true });
    await writeFile(join(root, "d4/f7"), "4/7 is another\n");
    expect(ok(await files.read("/d4/f7", { format: "raw" })).text).toBe("4/7 is another\n");
    await files.close();
  });

  it.each([0, 65_535, 2 ** 31 + 1, 1.5, Number.NaN, "64"])("refuses %p", async (memoryBudget) => {
    const opening = LocalBackend.open({ root: temporary(), memoryBudget: memoryBudget as number });
    await expect(opening).rejects.toThrow(/^memoryBudget must be a whole number from 65536 to 2147483648, not /);
  });
});
