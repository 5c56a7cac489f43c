import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { DisposedError, LocalBackend, type LocalBackendOptions, MisuseError, type OpenProgress } from "nacre";
import { cleanUp, temporary } from "../stores/directory-support.js";
import { checkHandles, contents, ok } from "../support.js";
import { until } from "./files-support.js";

cleanUp();
checkHandles();

const open = (options: Partial<LocalBackendOptions>): Promise<LocalBackend> =>
  LocalBackend.open({ root: temporary(), ...options });

describe("opening a workspace", () => {
  it.each(["/nowhere", [""], [null], null, ["a\0"], new Set(["/tmp"])])(
    "refuses allowedDirectories that are no paths: %j",
    async (allowedDirectories) => {
      const root = join(temporary(), "new");
      const opening = LocalBackend.open({ root, allowedDirectories } as never);
      await expect(opening).rejects.toThrow(/^allowedDirectories must be an array of paths/);
      expect(existsSync(root)).toBe(false);
    },
  );

  it("with one directory allowed does not open the others", async () => {
    const [root, allowed, other] = [temporary(), temporary(), temporary()];
    await writeFile(join(other, "secret"), "1");
    await symlink(join(other, "secret"), join(root, "link"));
    const files = await LocalBackend.open({ root, allowedDirectories: [allowed] });
    expect((await files.read("/link")).error?.code).toBe("permission_denied");
    await files.close();
  });

  it("that is open already does not end a process which has nothing else to wait for", async () => {
    const program = `
      import { LocalBackend } from "nacre";
      const open = () => LocalBackend.open({ root: process.argv[1], layout: "files" });
      const first = await open();
      const second = await open();
      await second.write("/a", "1");
      await Promise.all([first.close(), second.close()]);`;
    const flags = ["--no-warnings", "--input-type=module", "-e", program];
    const child = spawn(process.execPath, [...flags, temporary()], { stdio: "inherit" });
    expect((await once(child, "close"))[0]).toBe(0);
  });

  it("makes nothing, and holds nothing, when an option makes no sense", async () => {
    const root = join(temporary(), "new");
    const commands = { enableExecute: true, permissions: "PERMISSIVE" };
    const wrong = [
      [{ ...commands, shell: 42 }, /^shell must be/],
      [{ ...commands, env: { A: 1 } }, /^Variable 'A' must be a string/],
      [{ ...commands, limits: { outputBytes: -1 } }, /^limits.outputBytes must be/],
      [{ permissions: "nonsense" }, /nonsense/],
      [{ permissions: { read: 5 } }, /read/],
    ] as const;
    for (const [options, words] of wrong) {
      await expect(LocalBackend.open({ root, ...options } as never)).rejects.toThrow(words);
      expect(existsSync(root)).toBe(false);
    }
  });

  it.each([
    [{ root: new URL("file://elsewhere/tmp/x") }, /of this host, not of 'elsewhere'/],
    [{ root: new URL("file:///tmp/a%2Fb") }, /encoded slash/],
    [{ root: new URL("file:///tmp/%zz") }, /encoded as UTF-8/],
    [{ maxBytes: Number.NaN }, /^maxBytes must be a whole number from 0 up, not NaN/],
    [{ maxFiles: Number.POSITIVE_INFINITY }, /^maxFiles must be/],
    [{ signal: {} }, /^signal must be an AbortSignal, not Object/],
    [{ signal: null }, /^signal must be an AbortSignal, not null/],
    [{ onProgress: 3 }, /^onProgress must be a function, not number/],
  ])("refuses %j", async (options, words) => {
    const root = join(temporary(), "new");
    const failure = LocalBackend.open({ root, ...options } as never);
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.toThrow(MisuseError);
    expect(existsSync(root)).toBe(false);
  });

  it.each(["files", "pack"] as const)("fails with what onProgress throws: %s", async (layout) => {
    const root = temporary();
    const error = new Error("mine");
    const onProgress = (): void => {
      throw error;
    };
    await expect(open({ root, layout, onProgress })).rejects.toBe(error);
    const files = await open({ root, layout });
    ok(await files.write("/a", "1"));
    await files.close();
  });

  it("reports what onProgress throws when the workspace is open, and goes on", async () => {
    const root = temporary();
    for (const name of ["a", "b"]) await writeFile(join(root, name), "1");
    await (await open({ root })).close();
    const reported: unknown[] = [];
    const host = globalThis as { reportError?: unknown };
    const before = host.reportError;
    host.reportError = (error: unknown) => reported.push(error);
    try {
      const error = new Error("mine");
      const onProgress = (): void => {
        throw error;
      };
      const files = await open({ root, onProgress });
      await until(async () => (await files.status()).verified);
      expect(reported).toEqual([error]);
      await files.close();
    } finally {
      host.reportError = before;
    }
  });

  it("that fails leaves no rules behind", async () => {
    const root = join(temporary(), "file");
    await writeFile(root, "1");
    const opening = LocalBackend.open({ root, enableExecute: true, permissions: "PERMISSIVE" });
    await expect(opening).rejects.toThrow();
  });
});

describe("opening a pack", () => {
  async function filled(): Promise<string> {
    const root = temporary();
    const files = await open({ root, layout: "pack" });
    ok(await files.import(Array.from({ length: 400 }, (_, index) => [`/f${index}`, "x".repeat(10_000)] as const)));
    await files.close();
    return root;
  }

  it("tells how many bytes it has read", async () => {
    const told: OpenProgress[] = [];
    const files = await open({ root: await filled(), layout: "pack", onProgress: (one) => told.push(one) });
    const last = told.at(-1);
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(({ phase }) => phase === "load")).toBe(true);
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b));
    expect(last?.done).toBeGreaterThan(4_000_000);
    expect(last?.total).toBe(last?.done);
    await files.close();
  });

  it("ends when it is aborted", async () => {
    const root = await filled();
    const aborter = new AbortController();
    const onProgress = (): void => aborter.abort(new Error("enough"));
    const opening = open({ root, layout: "pack", onProgress, signal: aborter.signal });
    await expect(opening).rejects.toThrow("enough");
    const files = await open({ root, layout: "pack" });
    expect(Object.keys(await contents(files))).toHaveLength(400);
    await files.close();
  });
});

describe("versions", () => {
  it.each(["files", "pack"] as const)("of one workspace are no versions of another: %s", async (layout) => {
    const [mine, other] = [await open({ layout }), await open({ layout })];
    ok(await mine.write("/a", "mine"));
    ok(await other.write("/b", "other"));
    const snapshot = await mine.snapshot();
    const fork = await mine.fork();
    await expect(other.restore(snapshot)).rejects.toThrow(MisuseError);
    await expect(other.diff(snapshot)).rejects.toThrow(MisuseError);
    await expect(other.diff(fork)).rejects.toThrow(MisuseError);
    await expect(other.merge(fork)).rejects.toThrow(MisuseError);
    expect(await contents(other)).toEqual({ "/b": "other" });
    ok(await mine.restore(snapshot));
    snapshot.dispose();
    fork.dispose();
    await Promise.all([mine.close(), other.close()]);
  });
});

describe("closing", () => {
  it.each(["files", "pack"] as const)("finishes what was begun under rules: %s", async (layout) => {
    const root = temporary();
    const files = await open({ root, layout, permissions: "PERMISSIVE" });
    const begun = Array.from({ length: 5 }, (_, index) => files.write(`/f${index}`, "1"));
    const closing = files.close();
    await expect(files.write("/late", "1")).rejects.toThrow(DisposedError);
    for (const written of begun) ok(await written);
    await closing;
    const again = await open({ root, layout });
    expect(Object.keys(await contents(again))).toHaveLength(5);
    await again.close();
  });

  it("waits for no answer to a question", async () => {
    const asked = new EventEmitter();
    const onAsk = (): Promise<never> => {
      asked.emit("question");
      return new Promise(() => undefined);
    };
    const files = await open({ permissions: { default: "ask" }, onAsk });
    const question = once(asked, "question");
    const written = files.write("/a", "1");
    await question;
    const refused = expect(written).rejects.toThrow(DisposedError);
    await files.close();
    await refused;
  });
});
