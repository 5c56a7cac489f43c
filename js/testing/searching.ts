import type { Backend, GlobOptions } from "../backend.js";
import { check, equal, failsWith, ok } from "./assert.js";
import type { Section } from "./runner.js";

const tree = {
  "/README.md": "read me\n",
  "/src/a.ts": "import a\nTASK one\n",
  "/src/b.js": "TASK two\n",
  "/src/deep/c.ts": "nothing\nTASK three\nend\n",
  "/src/.hidden.ts": "TASK hidden\n",
  "/.github/x.yml": "TASK github\n",
  "/node_modules/m/i.ts": "TASK vendored\n",
  "/bin": new Uint8Array([0x54, 0x4f, 0x44, 0x4f, 0, 1]),
} as const;

async function globbed(backend: Backend, pattern: string, options?: GlobOptions): Promise<readonly string[]> {
  return ok(await backend.glob(pattern, options)).matches.map(({ path }) => path);
}

export const searching: Section<Backend> = {
  name: "searching",
  cases: [
    {
      name: "globs: stars, depths, braces, hidden names, order",
      files: tree,
      async run(backend) {
        const expected: readonly (readonly [string, readonly string[], GlobOptions?])[] = [
          ["*.md", ["/README.md"]],
          ["src/*.{ts,js}", ["/src/a.ts", "/src/b.js"]],
          ["./src/*.ts", ["/src/a.ts"]],
          ["**/*.ts", ["/node_modules/m/i.ts", "/src/a.ts", "/src/deep/c.ts"]],
          ["*.ts", ["/src/a.ts"], { path: "/src" }],
          ["*.ts", ["/src/.hidden.ts", "/src/a.ts"], { path: "/src", dot: true }],
          [".*", ["/src/.hidden.ts"], { path: "/src" }],
          ["deep/**", ["/src/deep/c.ts"], { path: "/src" }],
          ["[!b]?*.[jt]s", ["/src/a.ts"].filter(() => false), { path: "/src" }],
          ["none/*", []],
        ];
        for (const [pattern, paths, options] of expected) {
          equal(await globbed(backend, pattern, options), paths, `matches of ${pattern}`);
        }
      },
    },
    {
      name: "the base of a glob is no pattern, and must be there",
      files: { "/[a]/x": "1", "/a/x": "2" },
      async run(backend) {
        equal(await globbed(backend, "*", { path: "/[a]" }), ["/[a]/x"], "matches");
        failsWith(await backend.glob("*", { path: "/nowhere" }), "not_found");
      },
    },
    {
      name: "a limit cuts and says so",
      files: tree,
      async run(backend) {
        const { matches, truncated } = ok(await backend.glob("**/*.ts", { limit: 1 }));
        equal([matches.length, truncated], [1, true], "matches");
      },
    },
    {
      name: "grep finds lines in order, skips hidden and binary files",
      files: tree,
      async run(backend) {
        const found = ok(await backend.grep("TASK \\w+"));
        equal(
          found.matches.map(({ path, line, text }) => `${path}:${line}:${text}`),
          [
            "/node_modules/m/i.ts:1:TASK vendored",
            "/src/a.ts:2:TASK one",
            "/src/b.js:1:TASK two",
            "/src/deep/c.ts:2:TASK three",
          ],
          "matches",
        );
        equal([found.matchCount, found.truncated], [4, false], "counts");
      },
    },
    {
      name: "options narrow a grep",
      files: tree,
      async run(backend) {
        const lines = async (options: Parameters<Backend["grep"]>[1]): Promise<string[]> =>
          ok(await backend.grep("task", { ignoreCase: true, ...options })).matches.map(({ path }) => path);
        equal(await lines({ path: "/src", glob: "*.ts" }), ["/src/a.ts", "/src/deep/c.ts"], "by name");
        equal(await lines({ glob: "src/*.ts" }), ["/src/a.ts"], "by path");
        equal(await lines({ path: "/src", glob: "!*.ts" }), ["/src/b.js"], "negated");
        equal(
          await lines({ path: "/src", ignoreHidden: false }),
          ["/src/.hidden.ts", "/src/a.ts", "/src/b.js", "/src/deep/c.ts"],
          "hidden",
        );
        equal(await lines({ path: "/.github" }), ["/.github/x.yml"], "below a hidden directory");
        equal(await lines({ path: "/src/.hidden.ts" }), ["/src/.hidden.ts"], "one hidden file");
        check(
          !(await lines({ ignoreVendored: true })).includes("/node_modules/m/i.ts"),
          "Vendored files were searched",
        );
        equal(await lines({ path: "/node_modules", ignoreVendored: true }), ["/node_modules/m/i.ts"], "inside of one");
        equal((await lines({ maxMatches: 2 })).length, 2, "number of matches");
      },
    },
    {
      name: "context, counts and names of files",
      files: tree,
      async run(backend) {
        const { matches } = ok(await backend.grep("three", { before: 1, after: 1 }));
        equal(
          matches,
          [{ path: "/src/deep/c.ts", line: 2, text: "TASK three", before: ["nothing"], after: ["end"] }],
          "match",
        );
        const counted = ok(await backend.grep("TASK|import", { path: "/src", output: "count" }));
        equal(
          (counted.files ?? []).map(({ path, count }) => `${path}:${count}`),
          ["/src/a.ts:2", "/src/b.js:1", "/src/deep/c.ts:1"],
          "counts",
        );
        const named = ok(await backend.grep("TASK", { path: "/src", output: "files" }));
        equal(
          (named.files ?? []).map(({ path }) => path),
          ["/src/a.ts", "/src/b.js", "/src/deep/c.ts"],
          "names",
        );
      },
    },
    {
      name: "fixed strings are no patterns; patterns that cannot be are refused",
      files: { "/a": "a.b\naxb\n" },
      async run(backend) {
        equal(ok(await backend.grep("a.b", { fixedString: true })).matchCount, 1, "fixed");
        equal(ok(await backend.grep("a.b")).matchCount, 2, "pattern");
        failsWith(await backend.grep("("), "invalid_pattern", /Invalid regex pattern/);
        failsWith(await backend.grep("(?=x)"), "invalid_pattern");
        failsWith(await backend.grep("(a)\\1"), "invalid_pattern");
      },
    },
    {
      name: "a search is never silently empty",
      files: { "/a": "x\n", "/b": new Uint8Array([0x78, 0, 0x78]) },
      async run(backend) {
        failsWith(await backend.grep("x", { path: "/nowhere" }), "not_found");
        const found = ok(await backend.grep("x"));
        equal(found.matches.length, 1, "matches");
        equal(
          found.skipped.map(({ path }) => path),
          ["/b"],
          "skipped",
        );
        check(found.filesSearched >= 1, `${found.filesSearched} files were searched`);
      },
    },
    {
      name: "hostile patterns take no longer than others",
      files: { "/a": `${"a".repeat(50_000)}\n` },
      async run(backend) {
        const started = performance.now();
        for (const pattern of ["(a+)+$x", "(a|a)*b", "a*a*a*a*b", "(.*)*x"]) {
          equal(ok(await backend.grep(pattern)).matchCount, 0, `matches of ${pattern}`);
        }
        const took = performance.now() - started;
        check(took < 5000, `It took ${Math.round(took)} ms`);
      },
    },
  ],
};
