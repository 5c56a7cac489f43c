import { describe, expect, it } from "@jest/globals";
import { DisposedError, MisuseError, NacreError, StateBackend } from "nacre";
import { checkHandles, contents, ok, state, testCore, textOf } from "./support.js";

checkHandles();

describe("creating", () => {
  it("takes an object, a Map, pairs and an async generator", async () => {
    async function* generated(): AsyncGenerator<[string, string]> {
      yield ["/a", "1"];
    }
    for (const files of [{ "/a": "1" }, new Map([["/a", "1"]]), [["/a", "1"] as const], generated()]) {
      using backend = await state(files);
      expect(await contents(backend)).toEqual({ "/a": "1" });
    }
  });

  it("reports progress and ends with all files", async () => {
    const seen: { done: number; total: number | undefined }[] = [];
    const files = new Map(Array.from({ length: 3000 }, (_, i) => [`/d${i % 7}/f${i}`, "x".repeat(2000)]));
    using backend = await state(files, { onProgress: ({ done, total }) => seen.push({ done, total }) });
    expect(backend.usage().files).toBe(3000);
    expect(seen.at(-1)).toEqual({ done: 3000, total: 3000 });
    expect(seen.length).toBeGreaterThan(1);
  });

  it("leaves nothing behind when it is aborted or refused", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const files = Array.from({ length: 5000 }, (_, i) => [`/f${i}`, "x".repeat(3000)] as const);
    const making = state(files, { signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(making).rejects.toBe(reason);
    await expect(state({ "/a/../b": "x" })).rejects.toThrow(NacreError);
    await expect(state({ "/a": "x\uD800" })).rejects.toThrow(/surrogate/);
    await expect(state({ "/a": 1 as unknown as string })).rejects.toThrow(MisuseError);
  });

  it("imports all or nothing", async () => {
    using backend = await state({ "/kept": "1" });
    const failed = await backend.import({ "/new": "2", "/kept/below": "3" });
    expect(failed.error?.code).toBe("not_a_directory");
    expect(await contents(backend)).toEqual({ "/kept": "1" });
  });
});

describe("quotas", () => {
  it("refuse what does not fit, and change nothing", async () => {
    using backend = await state({}, { maxBytes: 100, maxFiles: 3, maxFileBytes: 60 });
    expect((await backend.write("/a", "x".repeat(61))).error?.code).toMatch(/quota_exceeded|limit_exceeded/);
    ok(await backend.write("/a", "x".repeat(60)));
    expect((await backend.write("/b", "x".repeat(41))).error?.code).toBe("quota_exceeded");
    ok(await backend.write("/b", "x".repeat(40)));
    ok(await backend.write("/c", ""));
    expect((await backend.write("/d", "")).error?.code).toBe("quota_exceeded");
    expect(backend.usage()).toMatchObject({ bytes: 100, files: 3, maxBytes: 100 });
    ok(await backend.write("/a", "y"));
    expect((await backend.edit("/a", "y", "z".repeat(61))).error).toBeDefined();
    expect(await textOf(backend, "/a")).toBe("y");
  });
});

describe("times", () => {
  it("come from the clock given", async () => {
    let now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    using backend = await state({}, { clock: () => now });
    ok(await backend.write("/a", "1"));
    now += 60_000;
    ok(await backend.write("/a", "2"));
    const { createdAt, modifiedAt } = ok(await backend.stat("/a"));
    expect(Date.parse(createdAt ?? "")).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    expect(Date.parse(modifiedAt ?? "")).toBe(Date.UTC(2026, 0, 2, 3, 5, 5, 678));
  });
});

describe("versions", () => {
  it("a fork goes its own way", async () => {
    using files = await state({ "/a": "1", "/b": "1" });
    using fork = files.fork();
    ok(await fork.write("/a", "2"));
    ok(await files.remove("/b"));
    expect([await contents(files), await contents(fork)]).toEqual([{ "/a": "1" }, { "/a": "2", "/b": "1" }]);
  });

  it("a snapshot is compared with and returned to", async () => {
    using files = await state({ "/a": "one\n", "/b": "1" });
    using before = files.snapshot();
    ok(await files.write("/a", "two\n"));
    ok(await files.remove("/b"));
    ok(await files.write("/c/d", "new\n"));
    const { changes } = ok(await files.diff(before, { text: true }));
    expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "modified /a",
      "removed /b",
      "added /c",
      "added /c/d",
    ]);
    expect(changes[0]?.diff).toContain("-one\n+two");
    ok(await files.restore(before));
    expect(await contents(files)).toEqual({ "/a": "one\n", "/b": "1" });
    expect(ok(await files.diff(before)).changes).toEqual([]);
  });

  it("merges what a fork changed, by lines, and again later", async () => {
    using files = await state({ "/a": "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "/old": "x" });
    using fork = files.fork();
    ok(await files.edit("/a", "1\n", "one\n"));
    ok(await fork.edit("/a", "9\n", "nine\n"));
    ok(await fork.remove("/old"));
    const merged = ok(await files.merge(fork));
    expect(merged).toMatchObject({ merged: true, conflicts: [], woven: 1 });
    expect(merged.changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["modified /a", "removed /old"]);
    expect(await textOf(files, "/a")).toBe("one\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    ok(await fork.edit("/a", "5\n", "five\n"));
    ok(await files.merge(fork));
    expect(await textOf(files, "/a")).toBe("one\n2\n3\n4\nfive\n6\n7\n8\nnine\n");
  });

  it("reports conflicts and changes nothing, unless told whom to follow", async () => {
    using files = await state({ "/a": "1\n" });
    using fork = files.fork();
    ok(await files.write("/a", "ours\n"));
    ok(await fork.write("/a", "theirs\n"));
    const reported = ok(await files.merge(fork));
    expect(reported).toMatchObject({ merged: false, changes: [] });
    expect(reported.conflicts).toMatchObject([{ path: "/a", kind: "both_modified" }]);
    expect(await textOf(files, "/a")).toBe("ours\n");
    expect(ok(await files.merge(fork, { strategy: "theirs" })).merged).toBe(true);
    expect(await textOf(files, "/a")).toBe("theirs\n");
  });

  it("needs a base for what is no fork", async () => {
    using files = await state();
    using other = await state();
    await expect(files.merge(other)).rejects.toThrow(MisuseError);
  });

  it("needs a base for a fork of a fork, and for a sibling", async () => {
    using files = await state({ "/a": "1\n" });
    using child = files.fork();
    ok(await child.write("/child", ""));
    using grandchild = child.fork();
    ok(await grandchild.write("/grandchild", ""));
    using sibling = files.fork();
    await expect(files.merge(grandchild)).rejects.toThrow(/not a fork of this workspace/);
    await expect(sibling.merge(child)).rejects.toThrow(/not a fork of this workspace/);
    ok(await child.merge(grandchild));
    ok(await files.merge(child));
    expect(Object.keys(await contents(files))).toEqual(["/a", "/child", "/grandchild"]);
  });

  it("refuses what lives in another core", async () => {
    using files = await state();
    const { loadCore } = await import("nacre");
    const bytes = new URL("../../dist/core/nacre.wasm", import.meta.url);
    const core = await loadCore(bytes);
    if (core === files.core) return;
    using other = await StateBackend.create({ core });
    await expect(files.diff(other)).rejects.toThrow(MisuseError);
  });
});

describe("watching", () => {
  it("tells changes in order, in a loop", async () => {
    using files = await state({ "/a": "1" });
    const { sequence } = files;
    ok(await files.write("/d/b", "2"));
    ok(await files.write("/a", "3"));
    ok(await files.move("/a", "/c"));
    ok(await files.remove("/d", { recursive: true }));
    const seen: string[] = [];
    for await (const { kind, path } of files.watch({ since: sequence })) {
      seen.push(`${kind} ${path}`);
      if (kind === "removed") break;
    }
    expect(seen).toEqual(["directory /d", "created /d/b", "modified /a", "moved /c", "removed /d"]);
  });

  it("wakes a loop that waits, and ends it when the backend goes", async () => {
    const files = await state();
    const seen: string[] = [];
    const loop = (async () => {
      for await (const { path } of files.watch()) seen.push(path);
    })();
    await Promise.resolve();
    ok(await files.write("/a", "1"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    files.dispose();
    await loop;
    expect(seen).toEqual(["/a"]);
  });

  it("throws the reason of a signal that is aborted while it waits", async () => {
    using files = await state();
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 5);
    await expect(files.watch({ signal: controller.signal })[Symbol.asyncIterator]().next()).rejects.toBe(reason);
  });

  it("calls a listener only for its path, until it is stopped", async () => {
    using files = await state();
    const seen: string[] = [];
    const stop = files.onChange(({ path }) => seen.push(path), { path: "/src" });
    ok(await files.write("/other", "1"));
    ok(await files.write("/src/a", "1"));
    stop();
    ok(await files.write("/src/b", "1"));
    expect(seen).toEqual(["/src", "/src/a"]);
  });

  it("goes on when a listener throws, which then is the runtime's to report", async () => {
    using files = await state();
    const seen: string[] = [];
    const reported: unknown[] = [];
    const scope = globalThis as { reportError?: unknown };
    const before = scope.reportError;
    scope.reportError = (error: unknown) => reported.push(error);
    try {
      files.onChange(() => {
        throw new Error("mine");
      });
      files.onChange(({ path }) => seen.push(path));
      ok(await files.write("/a", "1"));
    } finally {
      scope.reportError = before;
    }
    expect([seen, String(reported)]).toEqual([["/a"], "Error: mine"]);
  });

  it("says when more happened than was kept", async () => {
    using files = await state();
    for (let i = 0; i < 5000; i++) ok(await files.write("/a", `${i}`));
    const first = await files.watch({ since: 1 })[Symbol.asyncIterator]().next();
    expect(first.value).toMatchObject({ kind: "overflow" });
  });
});

describe("documents and archives", () => {
  it("come back as they were", async () => {
    using files = await state({ "/a.txt": "one\ntwo", "/b": new Uint8Array([0, 255]), "/d/e": "" });
    using again = await state();
    ok(await again.importDocuments(ok(await files.exportDocuments()).json));
    expect(ok(await again.readBytes("/b")).bytes).toEqual(new Uint8Array([0, 255]));
    expect(await textOf(again, "/a.txt")).toBe("one\ntwo");

    using unpacked = await state();
    const { bytes } = ok(await files.exportTar());
    expect(ok(await unpacked.importTar(bytes, { path: "/x" }))).toMatchObject({ skipped: [] });
    expect(ok(await unpacked.readBytes("/x/b")).bytes).toEqual(new Uint8Array([0, 255]));
    expect(bytes).toEqual(ok(await files.exportTar()).bytes);
  });

  it("are refused whole when they are broken", async () => {
    using files = await state({ "/kept": "1" });
    expect((await files.importDocuments('{"/a": {"content": "no list"}}')).error).toBeDefined();
    expect((await files.importDocuments("{")).error).toBeDefined();
    expect((await files.importTar(new Uint8Array(700).fill(1))).error?.code).toBe("corrupt");
    expect(await contents(files)).toEqual({ "/kept": "1" });
  });
});

describe("disposal", () => {
  it("is final, and harmless twice", async () => {
    const files = await state();
    files.dispose();
    files.dispose();
    expect(files.disposed).toBe(true);
    await expect(files.read("/a")).rejects.toThrow(DisposedError);
    expect(() => files.fork()).toThrow(DisposedError);
  });

  it("releases forks and snapshots with their owners", async () => {
    const { handles } = (await testCore()).usage();
    {
      using files = await state();
      using fork = files.fork();
      using snapshot = fork.snapshot();
      expect(snapshot).toBeDefined();
    }
    expect((await testCore()).usage().handles).toBe(handles);
  });
});
