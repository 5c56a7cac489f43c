import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { LocalBackend } from "nacre";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, ok, testCore, textOf } from "../support.js";

cleanUp();
checkHandles();

const pastTurn = 300;

describe("the folder of nacre", () => {
  it.each([
    ["during a turn to write", 0],
    ["between two turns", pastTurn],
  ])("is made again when it was removed %s", async (_, pause) => {
    const root = temporary();
    const own = join(root, ".nacre");
    const files = await LocalBackend.open({ root, core: await testCore() });
    ok(await files.write("/a", "1"));
    for (const round of ["2", "3"]) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      // Its cache may just be written.
      await rm(own, { recursive: true, maxRetries: 10, retryDelay: 20 });
      ok(await files.write("/a", round));
      ok(
        await files.import([
          ["/b", round],
          ["/c", round],
        ]),
      );
    }
    expect(await readFile(join(own, ".gitignore"), "utf8")).toBe("*\n");
    expect(await readFile(join(root, "c"), "utf8")).toBe("3");
    await files.close();
    const again = await LocalBackend.open({ root, core: await testCore() });
    expect(await textOf(again, "/a")).toBe("3");
    await again.close();
  });

  it("is not made where the root is gone", async () => {
    const root = temporary();
    const files = await LocalBackend.open({ root, core: await testCore() });
    ok(await files.write("/a", "1"));
    await rm(root, { recursive: true });
    expect((await files.write("/a", "2")).error).toMatchObject({ code: "corrupt" });
    await expect(readFile(join(root, ".nacre", ".gitignore"))).rejects.toMatchObject({ code: "ENOENT" });
    await files.close();
  });
});
