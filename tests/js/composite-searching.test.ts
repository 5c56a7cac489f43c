import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Backend, CompositeBackend, type Routes, type StateBackend } from "nacre";
import { broken, composite, pathsOf } from "./composite-support.js";
import { checkHandles, ok, state, testCore } from "./support.js";

checkHandles();

describe("searching across", () => {
  const tree = { "/src/a.ts": "TASK a\n", "/z.md": "TASK z\n" };
  const lib = { "/lib/b.ts": "TASK b\n", "/index.ts": "TASK i\nTASK j\n" };

  it("patterns reach into mounts from above, wherever the slash is", async () => {
    using one = await composite(tree, { "/src/m": lib, "/q": { "/r/s.ts": "" } });
    const expected: readonly (readonly [pattern: string, paths: readonly string[]])[] = [
      ["**/*.ts", ["/q/r/s.ts", "/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["src/*/*.ts", ["/src/m/index.ts"]],
      ["src/m/*.ts", ["/src/m/index.ts"]],
      ["src/**", ["/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["{src,q}/**/*.ts", ["/q/r/s.ts", "/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["{src/m/lib,q/r}/*", ["/q/r/s.ts", "/src/m/lib/b.ts"]],
      ["**/m/**/*.ts", ["/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["**/{src,m}/*.ts", ["/src/a.ts", "/src/m/index.ts"]],
      ["*/[mn]/index.{ts,js}", ["/src/m/index.ts"]],
      ["s\\rc/m/i*", ["/src/m/index.ts"]],
      ["src/m", []],
      ["src/m/", []],
      ["m/*.ts", []],
    ];
    for (const [pattern, paths] of expected) {
      expect([pattern, pathsOf(ok(await one.files.glob(pattern)).matches)]).toEqual([pattern, paths]);
    }
    expect(pathsOf(ok(await one.files.glob("m/*.ts", { path: "/src" })).matches)).toEqual(["/src/m/index.ts"]);
    expect((await one.files.glob("../x")).error?.code).toBe("invalid_pattern");
    expect((await one.files.glob("\uD800")).error?.code).toBe("invalid_argument");
  });

  it("a mount that the pattern cannot reach is not asked", async () => {
    using base = await state(tree);
    const files = new CompositeBackend(base, { "/src/m": broken("throws") }, { core: await testCore() });
    expect(ok(await files.glob("*.md"))).toMatchObject({ matches: [{ path: "/z.md" }], truncated: false });
    expect(ok(await files.glob("*.md")).skipped).toBeUndefined();
  });

  it("the file filter of a grep means the same below a mount", async () => {
    using one = await composite(tree, { "/src/m": lib });
    const expected: readonly (readonly [glob: string, paths: readonly string[]])[] = [
      ["*.ts", ["/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["/*.ts", []],
      ["src/m/*.ts", ["/src/m/index.ts"]],
      ["src/**/*.ts", ["/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["!*.md", ["/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["!m", ["/src/a.ts", "/z.md"]],
      ["!src/m/lib", ["/src/a.ts", "/src/m/index.ts", "/z.md"]],
      ["!src/m", ["/src/a.ts", "/z.md"]],
      ["!lib/*", ["/src/a.ts", "/src/m/index.ts", "/src/m/lib/b.ts", "/z.md"]],
      ["!{src/m/lib,z.md}", ["/src/a.ts", "/src/m/index.ts"]],
      ["{src/m/lib,src}/*.ts", ["/src/a.ts", "/src/m/lib/b.ts"]],
      ["m/", ["/src/m/index.ts", "/src/m/lib/b.ts"]],
      ["!m/", ["/src/a.ts", "/z.md"]],
      ["**/m/*.ts", ["/src/m/index.ts"]],
    ];
    for (const [glob, paths] of expected) {
      const { files = [] } = ok(await one.files.grep("TASK", { glob, output: "files" }));
      expect([glob, pathsOf(files)]).toEqual([glob, paths]);
    }
    expect((await one.files.grep("TASK", { glob: "a/../b" })).error?.code).toBe("invalid_pattern");
    expect((await one.files.grep("(")).error?.code).toBe("invalid_pattern");
  });

  it("hidden and vendored mounts are left out as the core leaves directories out", async () => {
    const inner = { "/dist/x": "TASK\n", "/y": "TASK\n" };
    using one = await composite({}, { "/.box": inner, "/node_modules/m": inner, "/open": inner });
    const found = async (options: object): Promise<string[]> =>
      pathsOf(ok(await one.files.grep("TASK", options)).matches);
    expect(await found({ ignoreVendored: true })).toEqual(["/open/y"]);
    expect(await found({ path: "/.box" })).toEqual(["/.box/dist/x", "/.box/y"]);
    expect(await found({ path: "/node_modules", ignoreVendored: true })).toHaveLength(2);
    expect(await found({ path: "/node_modules/m", ignoreVendored: true })).toHaveLength(2);
    expect(await found({ path: "/node_modules/m/dist", ignoreVendored: true })).toHaveLength(1);
    expect(await found({ ignoreHidden: false })).toHaveLength(6);
  });

  it("limits hold for the whole, in the order of the whole", async () => {
    using one = await composite({ "/a": "x\nx\n", "/z": "x\n" }, { "/m": { "/f": "x\nx\n" }, "/b": { "/g": "x\n" } });
    const found = ok(await one.files.grep("x", { maxMatches: 4 }));
    expect(found.matches.map(({ path, line }) => `${path}:${line}`)).toEqual(["/a:1", "/a:2", "/b/g:1", "/m/f:1"]);
    expect([found.truncated, found.matchCount, found.files?.at(-1)]).toEqual([true, 4, { path: "/m/f", count: 1 }]);
    expect(ok(await one.files.grep("x", { maxMatches: 6 })).truncated).toBe(false);
    const named = ok(await one.files.grep("x", { maxMatches: 2, output: "files" }));
    expect([pathsOf(named.files ?? []), named.truncated]).toEqual([["/a", "/b/g"], true]);
    const globbed = ok(await one.files.glob("**", { limit: 3 }));
    expect([pathsOf(globbed.matches), globbed.truncated]).toEqual([["/a", "/b/g", "/m/f"], true]);
    expect((await one.files.glob("**", { limit: 0 })).error?.code).toBe("invalid_argument");
  });

  it("the newest come first over all", async () => {
    let now = Date.UTC(2026, 0, 1);
    const clock = (): number => now;
    using base = await state({}, { clock });
    using member = await state({}, { clock });
    const files = new CompositeBackend(base, { "/m": member }, { core: await testCore() });
    for (const path of ["/old", "/m/middle", "/new", "/m/newest"]) {
      ok(await files.write(path, ""));
      now += 1000;
    }
    const newest = ok(await files.glob("**", { sort: "modified" })).matches;
    expect(pathsOf(newest)).toEqual(["/m/newest", "/new", "/m/middle", "/old"]);
  });

  it("a route that fails is named beside what the others found; when all fail, that is the answer", async () => {
    using base = await state(tree);
    for (const how of ["returns", "throws"] as const) {
      const files = new CompositeBackend(base, { "/far": broken(how) }, { core: await testCore() });
      const found = ok(await files.grep("TASK"));
      expect(pathsOf(found.matches)).toEqual(["/src/a.ts", "/z.md"]);
      expect(found.skipped).toEqual([{ path: "/far", reason: "the line is dead" }]);
      const globbed = ok(await files.glob("**/*.ts"));
      expect([pathsOf(globbed.matches), globbed.skipped]).toEqual([["/src/a.ts"], found.skipped]);
      const dead = new CompositeBackend(broken(how), { "/far": broken(how) }, { core: await testCore() });
      expect((await dead.grep("TASK")).error?.message).toBe("the line is dead");
      expect((await dead.glob("**")).error?.message).toBe("the line is dead");
      const outer = new CompositeBackend(base, { "/deeper/in": files }, { core: await testCore() });
      const reason = { path: "/deeper/in/far", reason: "the line is dead" };
      for (const path of ["/", "/deeper/in"]) {
        expect(ok(await outer.glob("**/*.ts", { path })).skipped).toEqual([reason]);
        expect(ok(await outer.grep("TASK", { path })).skipped).toEqual([reason]);
      }
    }
  });
});

describe("a composite and one workspace with the same files", () => {
  const directories = ["/", "/a", "/a/b", "/.h", "/[c]", "/a/node_modules", "/d{e,f}"];
  const names = ["x.ts", "y.js", ".z.ts", "w"];
  const file = fc
    .tuple(fc.constantFrom(...directories, "/a/b/s", "/.h/s", "/t/u", "/[c]/.s"), fc.constantFrom(...names))
    .map(([directory, name]) => `${directory === "/" ? "" : directory}/${name}`);
  const tree = fc.dictionary(file, fc.constantFrom("", "one\n", "one\ntwo\none\n", "two"), { maxKeys: 12 });
  const routes = fc.dictionary(
    fc.constantFrom("/a", "/a/b", "/.h", "/[c]", "/a/node_modules", "/d{e,f}", "/t"),
    fc.constantFrom("keep" as const, "strip" as const),
    { minKeys: 1, maxKeys: 4 },
  );
  const segment = fc.constantFrom("*", "**", "a", "b", ".h", ".*", "[a-c]", "\\[c]", "{a,t}", "{a/b,.h}", "*.{ts,js}");
  const pattern = fc.array(fc.oneof(segment, fc.constantFrom("*.ts", "x*", "node_*", "d*", "?*", "w", "{a,.}", "s")), {
    minLength: 1,
    maxLength: 4,
  });
  const glob = fc.tuple(pattern, fc.constantFrom("", "/")).map(([parts, end]) => parts.join("/") + end);
  const filter = fc.tuple(fc.constantFrom("", "!"), fc.constantFrom("", "/"), glob).map((parts) => parts.join(""));

  /** Runs `compare` on both, and with junk that the default holds where no one may see it. */
  async function alike(
    files: Record<string, string>,
    junk: Record<string, string>,
    mounts: Record<string, "keep" | "strip">,
    compare: (ours: Backend, plain: Backend) => Promise<void>,
  ): Promise<void> {
    using plain = await state();
    using base = await state();
    const members: StateBackend[] = [];
    const table: Record<string, Routes[string]> = {};
    for (const [route, prefix] of Object.entries(mounts)) {
      const backend = await state();
      members.push(backend);
      table[route] = { backend, prefix };
      ok(await plain.mkdir(route));
    }
    try {
      using ours = new CompositeBackend(base, table, { core: await testCore() });
      for (const [path, text] of Object.entries(junk)) {
        const isHidden = Object.keys(mounts).some((route) => path.startsWith(`${route}/`));
        if (isHidden) ok(await base.write(path, text));
      }
      for (const [path, text] of Object.entries(files)) {
        ok(await ours.write(path, text));
        ok(await plain.write(path, text));
      }
      await compare(ours, plain);
    } finally {
      for (const member of members) member.dispose();
    }
  }

  const timeless = (result: unknown): unknown =>
    JSON.parse(JSON.stringify(result, (key, value) => (/^(modified|created)At$/.test(key) ? undefined : value)));

  it("list and stat alike", async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, routes, async (files, junk, mounts) => {
        await alike(files, junk, mounts, async (ours, plain) => {
          const paths = [...directories, "/t", "/a/b/s", ...Object.keys(files), ...Object.keys(junk)];
          for (const path of paths) {
            expect([path, timeless(await ours.ls(path))]).toEqual([path, timeless(await plain.ls(path))]);
            expect([path, timeless(await ours.stat(path))]).toEqual([path, timeless(await plain.stat(path))]);
            expect([path, await ours.exists(path)]).toEqual([path, await plain.exists(path)]);
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it("glob alike", async () => {
    const options = fc.record(
      { path: fc.constantFrom(...directories), dot: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(tree, tree, routes, fc.array(fc.tuple(glob, options), { maxLength: 8 }), async (...given) => {
        const [files, junk, mounts, questions] = given;
        await alike(files, junk, mounts, async (ours, plain) => {
          for (const [asked, how] of questions) {
            const [actual, expected] = [await ours.glob(asked, how), await plain.glob(asked, how)];
            expect([asked, how, timeless(actual)]).toEqual([asked, how, timeless(expected)]);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it("grep alike", async () => {
    const options = fc.record(
      {
        path: fc.constantFrom(...directories),
        glob: filter,
        ignoreHidden: fc.boolean(),
        ignoreVendored: fc.boolean(),
        maxMatches: fc.integer({ min: 1, max: 5 }),
        before: fc.constant(1),
        output: fc.constantFrom("content" as const, "files" as const, "count" as const),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        tree,
        tree,
        routes,
        fc.array(options, { maxLength: 8 }),
        async (files, junk, mounts, questions) => {
          await alike(files, junk, mounts, async (ours, plain) => {
            for (const how of questions) {
              const [actual, expected] = [await ours.grep("one|^t", how), await plain.grep("one|^t", how)];
              // How many files were read to get there may differ once a bound is reached, or hidden ones had to be.
              const isExact = how.maxMatches === undefined && how.glob === undefined;
              const counted = isExact ? {} : { filesSearched: 0 };
              expect([how, { ...actual, ...counted }]).toEqual([how, { ...expected, ...counted }]);
            }
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
