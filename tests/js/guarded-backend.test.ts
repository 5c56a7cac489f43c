import { describe, expect, it } from "@jest/globals";
import {
  type AskRequest,
  type Backend,
  type ChangeEvent,
  type ChangeOverflow,
  type CompositeBackend,
  DisposedError,
  type GuardedBackend,
  type GuardOptions,
  guardBackend,
  MisuseError,
  NacreError,
  type Operation,
  type Outcome,
  type PermissionRuleset,
  type StateBackend,
} from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { backendContract, sandboxContract } from "nacre/testing";
import { answering, denying, everything, guarded, operations, paths } from "./guarded-support.js";
import { checkHandles, contents, ok, runner, state, textOf } from "./support.js";

checkHandles();

describe("the contract", () => {
  async function create(permissions: GuardOptions["permissions"]): Promise<Backend> {
    const raw = await state();
    const files = guardBackend(raw, { permissions, core: raw.core, onAsk: () => true });
    return Object.assign(files, {
      dispose() {
        (Object.getPrototypeOf(files) as GuardedBackend).dispose.call(files);
        raw.dispose();
      },
    });
  }
  backendContract({ name: "with rules that allow all", create: () => create(everything), runner });
  backendContract({ name: "with rules that ask for all", create: () => create({ default: "ask" }), runner });
  const elsewhere = denying(
    "/elsewhere/**",
    ...operations.filter((operation) => operation !== "grep" && operation !== "read"),
  );
  backendContract({ name: "with rules about other files", create: () => create(elsewhere), runner });

  async function createSandbox() {
    const raw = await state();
    const shell = await createBashSandbox(raw);
    const files = guardBackend(shell, { permissions: everything, core: raw.core });
    const release = files.dispose.bind(files);
    return Object.assign(files, {
      dispose() {
        release();
        shell.dispose();
        raw.dispose();
      },
    });
  }
  sandboxContract({ name: "a guarded sandbox", streams: false, create: createSandbox, runner });
});

describe("what is denied", () => {
  const secret = { "/.env": "KEY=hunter2\n", "/a.txt": "one\n" };

  /** Every call that touches `path`, by the operation whose rules it obeys. */
  const calls: readonly (readonly [
    name: string,
    by: Operation,
    call: (files: Backend, path: string) => Promise<Outcome<object>>,
  ])[] = [
    ["read", "read", (files, path) => files.read(path)],
    ["readBytes", "read", (files, path) => files.readBytes(path)],
    ["stat", "ls", (files, path) => files.stat(path)],
    ["ls", "ls", (files, path) => files.ls(path)],
    ["write", "write", (files, path) => files.write(path, "x")],
    ["write if it is a version", "read", (files, path) => files.write(path, "x", { ifVersion: "0".repeat(12) })],
    ["mkdir", "write", (files, path) => files.mkdir(path)],
    ["remove", "write", (files, path) => files.remove(path)],
    ["edit", "edit", (files, path) => files.edit(path, "KEY", "KEY2")],
    ["edit of what may not be read", "read", (files, path) => files.edit(path, "KEY", "KEY2", { dryRun: true })],
    [
      "hashlineEdit",
      "edit",
      (files, path) => files.hashlineEdit(path, [{ startLine: 1, startHash: "00", newContent: "" }]),
    ],
    [
      "hashlineEdit of what may not be read",
      "read",
      (files, path) => files.hashlineEdit(path, [{ startLine: 1, startHash: "00", newContent: "" }]),
    ],
    ["grep", "grep", (files, path) => files.grep("x", { path })],
    ["grep of what may not be read", "read", (files, path) => files.grep("KEY", { path })],
    ["glob", "glob", (files, path) => files.glob("*", { path })],
    ["move away", "write", (files, path) => files.move(path, "/b.txt")],
    ["move of what may not be read", "read", (files, path) => files.move(path, "/b.txt")],
    ["move to it", "write", (files, path) => files.move("/a.txt", path, { overwrite: true })],
    [
      "patch",
      "edit",
      (files, path) => files.applyPatch(`*** Begin Patch\n*** Update File: ${path}\n-KEY=hunter2\n+x\n*** End Patch\n`),
    ],
    [
      "patch of what may not be read",
      "read",
      (files, path) => files.applyPatch(`*** Begin Patch\n*** Update File: ${path}\n-KEY=hunter2\n+x\n*** End Patch\n`),
    ],
    [
      "patch that removes",
      "write",
      (files, path) => files.applyPatch(`*** Begin Patch\n*** Delete File: ${path}\n*** End Patch\n`),
    ],
  ];

  it.each(calls)("%s is refused, in every spelling, in the rule's words, and nothing happens", async (_, by, call) => {
    using both = await guarded(secret, denying("**/.env", by));
    for (const path of ["/.env", ".env", "//.env", "./.env", "/./.env"]) {
      expect((await call(both.files, path)).error).toMatchObject({
        code: "permission_denied",
        message: expect.stringMatching(/Permission denied: Not this/),
        path: "/.env",
      });
    }
    expect(await contents(both.raw)).toEqual(secret);
    using open = await guarded(secret, denying("/other", by));
    expect((await call(open.files, "/.env")).error?.code).not.toBe("permission_denied");
  });

  it("an added file and the place that a patch moves to are writes", async () => {
    using both = await guarded(secret, denying("/new/**", "write"));
    const add = "*** Begin Patch\n*** Add File: /new/x\n+1\n*** End Patch\n";
    const move = "*** Begin Patch\n*** Update File: /a.txt\n*** Move to: /new/x\n-one\n+two\n*** End Patch\n";
    for (const patch of [add, move]) {
      const { error } = await both.files.applyPatch(patch);
      expect(error).toMatchObject({ code: "permission_denied", path: "/new/x" });
      expect(error?.message).toContain("/new/x");
    }
    expect(await contents(both.raw)).toEqual(secret);
  });

  it("one path of a patch stops all of it, also in unified diffs", async () => {
    using both = await guarded({ ...secret, "/b.txt": "two\n" }, denying("/b.txt", "edit"));
    const patch = "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+1\n--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-two\n+2\n";
    expect((await both.files.applyPatch(patch)).error).toMatchObject({ code: "permission_denied", path: "/b.txt" });
    expect(await textOf(both.raw, "/a.txt")).toBe("one\n");
    ok(await both.files.applyPatch(patch.slice(0, patch.indexOf("--- a/b"))));
    expect(await textOf(both.raw, "/a.txt")).toBe("1\n");
  });

  it("a patch that does not fit says nothing of a file that may not be read", async () => {
    using both = await guarded(secret, "PERMISSIVE");
    const patch = "*** Begin Patch\n*** Update File: .env\n-KEY=\n+x\n*** End Patch\n";
    const { error } = await both.files.applyPatch(patch);
    expect(error?.code).toBe("permission_denied");
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  it("what is there under a denied path, and whether, makes no difference", async () => {
    using both = await guarded(secret, "READONLY");
    const { error: there } = await both.files.read("/.env");
    const { error: missing } = await both.files.read("/x/.env");
    expect(missing).toEqual({ ...there, path: "/x/.env" });
  });

  it("paths that are none come before rules", async () => {
    using both = await guarded(secret, { default: "deny" });
    expect((await both.files.read("/a/../.env")).error?.code).toBe("invalid_path");
    expect((await both.files.read("/\uD800")).error?.code).toBe("invalid_path");
    expect((await both.files.read(1 as unknown as string)).error?.code).toBe("invalid_argument");
  });

  it("existence is told whatever the rules say", async () => {
    using both = await guarded(secret, { default: "deny" });
    expect([await both.files.exists(".env"), await both.files.exists("/none")]).toEqual([true, false]);
  });

  it("an operation without permissions takes the ruleset's default", async () => {
    using both = await guarded(secret, { default: "deny", ls: { default: "allow" }, read: null });
    expect((await both.files.read("/a.txt")).error?.code).toBe("permission_denied");
    expect((await both.files.write("/a.txt", "")).error?.code).toBe("permission_denied");
    expect((await both.files.glob("*")).error?.code).toBe("permission_denied");
    expect(paths(ok(await both.files.ls()).entries)).toEqual(["/.env", "/a.txt"]);
  });
});

describe("presets", () => {
  const files = { "/main.ts": "start\n", "/.env": "start\n" };

  it("DEFAULT reads all but secrets and asks for changes", async () => {
    using both = await guarded(files, "DEFAULT", answering("allow"));
    expect(await textOf(both.files, "/main.ts")).toBe("start\n");
    expect((await both.files.read("/.env")).error?.message).toBe("Permission denied: Protect sensitive files");
    expect(both.asked).toEqual([]);
    ok(await both.files.write("/main.ts", "x"));
    expect(both.asked).toMatchObject([{ operation: "write", target: "/main.ts" }]);
    expect((await both.files.write("/.env", "x")).error?.code).toBe("permission_denied");
    expect(both.asked.length).toBe(1);
  });

  it("READONLY changes nothing", async () => {
    using both = await guarded(files, "READONLY", answering("allow"));
    const changes = [
      both.files.write("/new", ""),
      both.files.edit("/main.ts", "start", "x"),
      both.files.remove("/main.ts"),
      both.files.move("/main.ts", "/x"),
      both.files.mkdir("/d"),
      both.files.applyPatch("*** Begin Patch\n*** Add File: /new\n+1\n*** End Patch\n"),
    ];
    for (const change of changes) expect((await change).error?.code).toBe("permission_denied");
    expect(await contents(both.raw)).toEqual(files);
    expect(both.asked).toEqual([]);
    expect(paths(ok(await both.files.grep("start", { ignoreHidden: false })).matches)).toEqual(["/main.ts"]);
  });

  it("STRICT asks for everything, and what asks is shown", async () => {
    using both = await guarded(files, "STRICT", answering("allow"));
    expect(paths(ok(await both.files.ls()).entries)).toEqual(["/.env", "/main.ts"]);
    const { matches } = ok(await both.files.grep("start", { ignoreHidden: false }));
    expect(paths(matches)).toEqual(["/main.ts"]);
    expect(both.asked.map(({ operation, target }) => `${operation} ${target}`)).toEqual(["ls /", "grep /"]);
  });
});

describe("directories", () => {
  const tree = { "/d/a": "1", "/d/e/.env": "2", "/d/e/b": "3", "/z": "4" };

  it("are not removed when something in them may not be, which is named", async () => {
    using both = await guarded(tree, "PERMISSIVE");
    const { error } = await both.files.remove("/d", { recursive: true });
    expect(error).toEqual({
      code: "permission_denied",
      message: "Removing '/d' concerns '/d/e/.env': Permission denied: Protect sensitive and system files",
      path: "/d/e/.env",
    });
    expect(await contents(both.raw)).toEqual(tree);
    ok(await both.raw.remove("/d/e/.env"));
    ok(await both.files.remove("d", { recursive: true }));
    expect(await contents(both.raw)).toEqual({ "/z": "4" });
  });

  it("that are empty are judged too", async () => {
    using both = await guarded({ "/d/a": "1" }, denying("/d/keep/**", "write"));
    ok(await both.raw.mkdir("/d/keep"));
    expect((await both.files.remove("/d", { recursive: true })).error?.path).toBe("/d/keep");
    expect((await both.files.move("/d", "/e")).error?.path).toBe("/d/keep");
  });

  it("are not moved when something in them may not leave, be read or arrive", async () => {
    for (const [rules, at] of [
      [denying("**/.env", "write"), "/d/e/.env"],
      [denying("**/.env", "read"), "/d/e/.env"],
      [denying("/n/e/b", "write"), "/n/e/b"],
    ] as const) {
      using both = await guarded(tree, rules);
      expect((await both.files.move("/d", "/n")).error).toMatchObject({ code: "permission_denied", path: at });
      expect(await contents(both.raw)).toEqual(tree);
      ok(await both.files.move("/z", "/y"));
    }
  });

  it("a failure stays the backend's own", async () => {
    using both = await guarded(tree, "PERMISSIVE");
    expect((await both.files.remove("/none", { recursive: true })).error?.code).toBe("not_found");
    expect((await both.files.remove("/d")).error?.code).toBe("is_a_directory");
    expect((await both.files.move("/none", "/x")).error?.code).toBe("not_found");
  });
});

describe("questions", () => {
  const tree = { "/a": "one\n", "/b": "two\n", "/d/c": "3", "/d/e": "4" };
  const patch =
    "*** Begin Patch\n*** Update File: a\n-one\n+1\n*** Update File: b\n-two\n+2\n*** Add File: n\n+3\n*** End Patch\n";

  it("are put once a call, and name what else it concerns", async () => {
    using both = await guarded(tree, { default: "ask" }, answering(true));
    ok(await both.files.applyPatch(patch));
    expect(both.asked).toEqual([
      { operation: "edit", target: "/a", reason: "The default for edit is ask; the call also concerns '/b', '/n'" },
    ]);
    ok(await both.files.move("/d", "/x"));
    ok(await both.files.remove("/x", { recursive: true }));
    ok(await both.files.edit("/a", "1", "2"));
    ok(await both.files.write("/w", "", { createOnly: true }));
    ok(await both.files.stat("/a"));
    expect(both.asked.slice(1).map(({ operation, target }) => `${operation} ${target}`)).toEqual([
      "read /d",
      "write /x",
      "edit /a",
      "write /w",
      "ls /a",
    ]);
    expect(both.asked[1]?.reason).toMatch(/; the call also concerns '\/x', '\/d\/c', '\/x\/c', 2 more$/);
  });

  it("are not put about what is denied in any case", async () => {
    using both = await guarded(
      tree,
      { default: "ask", edit: { default: "ask", rules: [{ pattern: "/b", action: "deny" }] } },
      answering(true),
    );
    expect((await both.files.applyPatch(patch)).error).toMatchObject({ code: "permission_denied", path: "/b" });
    expect(both.asked).toEqual([]);
  });

  it("a refusal reaches the caller with its reason, and nothing happens", async () => {
    using both = await guarded(tree, { default: "ask" }, answering({ answer: "deny", reason: "not today" }));
    expect((await both.files.write("/a", "x")).error).toEqual({
      code: "permission_denied",
      message: "Permission denied for write on '/a': not today",
      path: "/a",
    });
    expect((await both.files.applyPatch(patch)).error?.message).toMatch(/not today/);
    expect((await both.files.remove("/d", { recursive: true })).error?.message).toMatch(/not today/);
    expect(await contents(both.raw)).toEqual(tree);
  });

  it("without anybody to answer, fall back", async () => {
    using failing = await guarded(tree, "STRICT");
    expect((await failing.files.read("/a")).error).toMatchObject({ code: "approval_required", path: "/a" });
    using denied = await guarded(tree, "STRICT", { askFallback: "deny" });
    expect((await denied.files.read("/a")).error?.code).toBe("permission_denied");
  });

  it("an approval for the session answers later questions of the same rule only", async () => {
    const rules: PermissionRuleset = {
      default: "ask",
      write: { default: "ask", rules: [{ pattern: "/d/**", action: "ask" }] },
    };
    using both = await guarded(tree, rules, answering("allow_session"));
    ok(await both.files.write("/d/1", ""));
    ok(await both.files.write("/d/2", ""));
    expect(both.asked.length).toBe(1);
    ok(await both.files.write("/other", ""));
    ok(await both.files.read("/a"));
    expect(both.asked.map(({ operation, target }) => `${operation} ${target}`)).toEqual([
      "write /d/1",
      "write /other",
      "read /a",
    ]);
  });

  it("a patch that does not fit asks only to read", async () => {
    using both = await guarded(tree, { default: "ask" }, answering("deny"));
    const { error } = await both.files.applyPatch("*** Begin Patch\n*** Update File: a\n-none\n+1\n*** End Patch\n");
    expect(error).toMatchObject({ code: "permission_denied" });
    expect(both.asked).toMatchObject([{ operation: "read", target: "/a" }]);
  });

  it("an abort ends the wait for an answer", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const onAsk = (): Promise<boolean> => {
      queueMicrotask(() => controller.abort(reason));
      return new Promise(() => undefined);
    };
    using both = await guarded(tree, "STRICT", { onAsk });
    await expect(both.files.write("/a", "x", { signal: controller.signal })).rejects.toBe(reason);
    expect(await contents(both.raw)).toEqual(tree);
  });
});

describe("commands", () => {
  async function shell(
    permissions: GuardOptions["permissions"],
    options: Partial<GuardOptions> = {},
    own?: PermissionRuleset | "STRICT",
  ) {
    const raw = await state({ "/a": "one\n" });
    const sandbox = await createBashSandbox(raw, { permissions: own, core: raw.core });
    const files = guardBackend(sandbox, { permissions, core: raw.core, ...options });
    const { background } = files;
    if (!background) throw new Error("The guarded sandbox has no background shells");
    const dispose = (): void => {
      files.dispose();
      sandbox.dispose();
      raw.dispose();
    };
    return { raw, sandbox, files, background, [Symbol.dispose]: dispose };
  }

  it("are judged in every part before anything starts", async () => {
    using both = await shell("PERMISSIVE");
    const line = "echo x > /a; rm -rf /";
    for (const refused of [await both.files.execute(line), await both.background.start(line)]) {
      expect(refused.error).toMatchObject({
        code: "permission_denied",
        message: "Permission denied: Block dangerous commands",
      });
    }
    expect((await both.files.execute("cat .env")).error?.code).toBe("permission_denied");
    expect((await both.files.execute("ls", { cwd: "/x/.ssh" })).error?.code).toBe("permission_denied");
    expect(await textOf(both.raw, "/a")).toBe("one\n");
  });

  it("ask once, and a sandbox with rules of its own hears of the approval", async () => {
    const asked: AskRequest[] = [];
    const onAsk = (request: AskRequest): boolean => asked.push(request) > 0;
    using both = await shell("DEFAULT", { onAsk }, "STRICT");
    expect(ok(await both.files.execute("cat /a")).stdout).toBe("one\n");
    expect(asked.map(({ operation, target }) => [operation, target])).toEqual([["execute", "cat /a"]]);
    ok(await both.files.execute("cat /a", { approved: true }));
    expect(asked.length).toBe(1);
    using silent = await shell("DEFAULT");
    expect((await silent.files.execute("cat /a")).error?.code).toBe("approval_required");
  });

  it("a shell that was started elsewhere stays out of reach where commands are denied", async () => {
    const rules = [{ pattern: "echo *", action: "allow" as const }];
    using both = await shell({ default: "allow", execute: { default: "deny", rules } });
    const { background, sandbox } = both;
    const other = ok(await sandbox.background.start("sleep 5"));
    const own = ok(await background.start("echo hi"));
    expect((await background.output(other.shellId)).error?.code).toBe("permission_denied");
    expect((await background.kill(other.shellId)).error?.code).toBe("permission_denied");
    expect(ok(await background.list()).shells.map(({ shellId }) => shellId)).toEqual([own.shellId]);
    ok(await background.output(own.shellId));
    expect(ok(await sandbox.background.kill(other.shellId)).killed).toBe(true);
  });

  it("are there only where the backend runs some", async () => {
    using both = await guarded({}, everything);
    expect("execute" in both.files).toBe(false);
  });
});

describe("watch", () => {
  async function told(permissions: GuardOptions["permissions"], change: (raw: StateBackend) => Promise<unknown>) {
    using both = await guarded({ "/a": "1", "/k/s.key": "2", "/p/q": "3" }, permissions);
    const since = both.raw.sequence;
    await change(both.raw);
    ok(await both.raw.write("/end", ""));
    const seen: string[] = [];
    for await (const event of both.files.watch?.({ since }) ?? []) {
      if (event.path === "/end") break;
      const { kind, path, from } = event as ChangeEvent & ChangeOverflow;
      seen.push([kind, path, from].filter(Boolean).join(" "));
    }
    return seen;
  }

  it.each(["ls", "read"] as const)("drops what happens to files denied for %s", async (by) => {
    const rules = denying("**/*.key", by);
    const changes = async (raw: StateBackend): Promise<void> => {
      ok(await raw.write("/x.key", "1"));
      ok(await raw.write("/a", "2"));
      ok(await raw.remove("/k/s.key"));
    };
    expect(await told(rules, changes)).toEqual(["modified /a"]);
  });

  it("a move into the dark is a removal, one out of it a creation", async () => {
    const rules = denying("**/*.key", "ls");
    expect(await told(rules, (raw) => raw.move("/a", "/b.key"))).toEqual(["removed /a"]);
    expect(await told(rules, (raw) => raw.move("/k/s.key", "/b"))).toEqual(["created /b"]);
    expect(await told(rules, (raw) => raw.move("/k/s.key", "/t.key"))).toEqual([]);
    expect(await told(rules, (raw) => raw.move("/a", "/b"))).toEqual(["moved /b /a"]);
    expect(await told(denying("/k/**", "ls"), (raw) => raw.move("/k", "/l"))).toEqual(["overflow /"]);
  });

  it("ends with the guard, and with its signal", async () => {
    using both = await guarded({}, everything);
    const loop = (async () => {
      for await (const _ of both.files.watch?.() ?? []) return "told";
      return "ended";
    })();
    await new Promise((resolve) => setTimeout(resolve, 5));
    both.files.dispose();
    expect(await loop).toBe("ended");
    expect(() => both.files.watch?.()).toThrow(DisposedError);
    using other = await guarded({}, everything);
    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = (async () => {
      for await (const _ of other.files.watch?.({ signal: controller.signal }) ?? []) return;
    })();
    setTimeout(() => controller.abort(reason), 5);
    await expect(aborted).rejects.toBe(reason);
  });
});

describe("a guard", () => {
  it("refuses rules that make no sense, and what is no backend", async () => {
    using raw = await state();
    const wrong = { read: { default: "perhaps" } } as unknown as PermissionRuleset;
    expect(() => guardBackend(raw, { permissions: wrong })).toThrow(/read\.default.*'perhaps'/);
    expect(() => guardBackend(raw, { permissions: undefined as never })).toThrow(NacreError);
    expect(() => guardBackend({} as CompositeBackend, { permissions: "DEFAULT" })).toThrow(MisuseError);
    const plain = Object.fromEntries(["exists", "readBytes"].map((name) => [name, () => true])) as unknown as Backend;
    const lazy = guardBackend(plain, { permissions: wrong });
    await expect(lazy.exists("/a")).rejects.toThrow(/perhaps/);
  });

  it("is disposed without its backend, also while it opens", async () => {
    using raw = await state({ "/a": "1" });
    const files = guardBackend(raw, { permissions: "PERMISSIVE" });
    const reading = files.read("/a");
    files.dispose();
    files.dispose();
    await expect(reading).rejects.toThrow(DisposedError);
    await expect(files.exists("/a")).rejects.toThrow(DisposedError);
    expect([files.disposed, raw.disposed]).toEqual([true, false]);
  });

  it("has nothing that goes round the rules", async () => {
    using both = await guarded({ "/.env": "x" }, "READONLY");
    for (const name of ["core", "fork", "snapshot", "exportTar", "exportDocuments", "onChange", "backend"]) {
      expect(name in both.files).toBe(false);
    }
    expect(both.files.permissions).toBe("READONLY");
  });
});
