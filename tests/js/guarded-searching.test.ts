import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Backend, GrepOptions, PermissionRuleset } from "nacre";
import { answering, denying, guarded, operations, paths } from "./guarded-support.js";
import { checkHandles, contents, ok } from "./support.js";

checkHandles();

describe("listings and searches", () => {
  const tree = { "/a/x.md": "hit\n", "/a/y.key": "hit\n", "/b.key": "hit\n", "/c.md": "hit\n" };

  it("leave out what is denied for them", async () => {
    using both = await guarded(tree, denying("**/*.key", "ls", "glob"));
    expect(paths(ok(await both.files.ls()).entries)).toEqual(["/a", "/c.md"]);
    expect(paths(ok(await both.files.ls("/a")).entries)).toEqual(["/a/x.md"]);
    expect(paths(ok(await both.files.glob("**")).matches)).toEqual(["/a/x.md", "/c.md"]);
    expect(ok(await both.files.grep("hit")).matchCount).toBe(4);
  });

  it("show the names of what may only not be read", async () => {
    using both = await guarded(tree, denying("**/*.key", "read"));
    expect(paths(ok(await both.files.ls("/a")).entries)).toEqual(["/a/x.md", "/a/y.key"]);
    expect(ok(await both.files.glob("**/*.key")).matches.length).toBe(2);
  });

  it("a limit counts what is seen", async () => {
    using both = await guarded(tree, denying("**/*.key", "glob"));
    const cut = ok(await both.files.glob("**", { limit: 1 }));
    expect([paths(cut.matches), cut.truncated]).toEqual([["/a/x.md"], true]);
    const whole = ok(await both.files.glob("**", { limit: 2 }));
    expect([paths(whole.matches), whole.truncated]).toEqual([["/a/x.md", "/c.md"], false]);
    expect((await both.files.glob("**", { limit: 0 })).error?.code).toBe("invalid_argument");
  });

  it.each(["grep", "read"] as const)(
    "a grep has nothing of files denied for %s, and says that there may be some",
    async (by) => {
      using both = await guarded(tree, denying("**/*.key", by));
      const found = ok(await both.files.grep("hit"));
      expect(paths(found.matches)).toEqual(["/a/x.md", "/c.md"]);
      expect(found.files).toEqual([
        { path: "/a/x.md", count: 1 },
        { path: "/c.md", count: 1 },
      ]);
      expect(found).toMatchObject({ matchCount: 2, truncated: false });
      expect(found.skipped).toEqual([{ path: "/", reason: expect.stringMatching(/rules deny/) }]);
      expect(both.calls.filter((name) => name !== "core")).toEqual(["grep"]);
    },
  );

  it.each(["content", "files", "count"] as const)("maxMatches counts what is seen, for %s", async (output) => {
    using both = await guarded({ "/a.key": "hit\n".repeat(50), ...tree }, denying("**/*.key", "read"));
    const size = async (maxMatches: number) => {
      const found = ok(await both.files.grep("hit", { output, maxMatches }));
      return [output === "content" ? found.matches.length : found.files?.length, found.matchCount, found.truncated];
    };
    expect(await size(1)).toEqual([1, 1, true]);
    expect(await size(2)).toEqual([2, 2, false]);
    expect(await size(3)).toEqual([2, 2, false]);
    expect((await both.files.grep("hit", { maxMatches: 0 })).error?.code).toBe("invalid_argument");
  });

  it("a grep tells nothing of what is in denied files", async () => {
    const greps: readonly GrepOptions[] = [
      {},
      { maxMatches: 1 },
      { maxMatches: 2 },
      { maxMatches: 3, output: "files" },
      { maxMatches: 1, output: "count" },
      { before: 1, after: 1, maxMatches: 2 },
    ];
    const kinds = ["hit\n".repeat(9), "nothing\n", new Uint8Array([104, 105, 116, 0, 10]), ""];
    const answers: unknown[] = [];
    for (const content of kinds) {
      using both = await guarded({ ...tree, "/a/0.key": content, "/d.key": content }, denying("**/*.key", "read"));
      for (const [index, options] of greps.entries()) {
        const found = await both.files.grep("hit", options);
        answers[index] ??= found;
        expect(found).toEqual(answers[index]);
      }
    }
  });

  it("a ruleset that denies no search leaves the backend's answer as it is", async () => {
    using both = await guarded(tree, denying("**/*.key", "write"));
    expect(await both.files.grep("hit", { maxMatches: 1 })).toEqual(await both.raw.grep("hit", { maxMatches: 1 }));
  });
});

describe("secrets", () => {
  const directories = ["", "/a", "/a/b", "/.h", "/c"];
  const names = ["x", "y.key", ".env", "z.md"];
  const path = fc
    .tuple(fc.constantFrom(...directories), fc.constantFrom(...names))
    .map(([directory, name]) => `${directory}/${name}`);
  const pattern = fc.constantFrom(
    "**/.env",
    "**/*.key",
    "/a/**",
    "/c/*",
    "a/b/x",
    "**/z.*",
    "/.h/**",
    "**",
    "[x-z]",
    "/a/?",
  );
  const action = fc.constantFrom("allow" as const, "deny" as const, "ask" as const);
  const permissions = fc.record({
    default: action,
    rules: fc.array(fc.record({ pattern, action }), { maxLength: 3 }),
  });
  const ruleset = fc.record(
    Object.fromEntries([["default", action], ...operations.map((name) => [name, fc.option(permissions)])]),
  ) as unknown as fc.Arbitrary<PermissionRuleset>;

  /** All that `files` answers to many calls about `at`. */
  async function allAnswers(files: Backend, at: string, other: string): Promise<string> {
    const guess = "*** Begin Patch\n*** Update File: ";
    const calls: (() => Promise<unknown>)[] = [
      () => files.read(at),
      () => files.read(at, { format: "hashline" }),
      async () => {
        const found = await files.readBytes(at);
        return found.error ? found : new TextDecoder().decode(found.bytes);
      },
      () => files.grep("s", { ignoreHidden: false, before: 1, after: 1 }),
      () => files.grep("s", { ignoreHidden: false, maxMatches: 1 }),
      () => files.grep("secret", { path: at, multiline: true }),
      () => files.grep(".", { ignoreHidden: false, path: at.slice(0, at.lastIndexOf("/")) || "/" }),
      () => files.glob("**", { dot: true }),
      () => files.ls("/a"),
      () => files.stat(at),
      () => files.edit(at, "secret", "x", { dryRun: true }),
      () => files.edit(at, "secre", "x", { tolerant: true, dryRun: true }),
      () => files.edit(at, " secret", "x"),
      () => files.hashlineEdit(at, [{ startLine: 1, startHash: "00", newContent: "" }]),
      () => files.applyPatch(`${guess}${at}\n-secret\n+x\n*** End Patch\n`, { dryRun: true }),
      () => files.applyPatch(`${guess}${at}\n*** Move to: /moved\n context\n*** End Patch\n`),
      () => files.applyPatch(`*** Begin Patch\n*** Delete File: ${at}\n*** End Patch\n`, { dryRun: true }),
      () => files.move(at, other),
      () => files.read(other),
      () => files.move("/a", "/moved"),
      () => files.read(`/moved${at.slice(2)}`),
      () => files.grep("s", { ignoreHidden: false }),
    ];
    const said: unknown[] = [];
    for (const call of calls) said.push(await call());
    return JSON.stringify(said);
  }

  it("never leave through any method, whatever the rules", async () => {
    await fc.assert(
      fc.asyncProperty(ruleset, fc.uniqueArray(path, { minLength: 1, maxLength: 8 }), path, async (rules, all, at) => {
        const wordOf = (file: string): string => `secret${all.indexOf(file)}word`;
        const tree = Object.fromEntries(all.map((file) => [file, `${wordOf(file)}\n`]));
        using both = await guarded(tree, rules, answering(true));
        using probe = await guarded({}, rules, answering(true));
        const denied: string[] = [];
        for (const file of all)
          if ((await probe.files.read(file)).error?.code === "permission_denied") denied.push(file);
        const answers = await allAnswers(both.files, at, "/c/free");
        for (const file of denied) expect([file, answers.includes(wordOf(file))]).toEqual([file, false]);
        const after = await contents(both.raw);
        for (const file of denied) expect(Object.values(after)).toContain(tree[file]);
      }),
      { numRuns: 200 },
    );
  });
});
