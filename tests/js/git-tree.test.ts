import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MisuseError, NacreError } from "nacre";
import { exportGitTree, type GitBlob, type GitTreeRow, gitTree } from "nacre/git-tree";
import { inFolder, run } from "./archive/tools.js";
import { checkHandles, contents, ok, state } from "./support.js";

checkHandles();

const sample: Record<string, string> = {
  "/README.md": "# Hello\n",
  "/src/a.ts": "export {};\n",
  "/src/deep/é.txt": "é",
  // Git sorts these as if a slash ended the directory's name.
  "/src.txt": "",
  "/src-more": "x",
  "/run.sh": "#!/bin/sh\n",
};

/** What git itself says about a folder with these files. */
function byGit(files: Record<string, string>, format = "sha1"): Promise<{ sha: string; rows: GitTreeRow[] }> {
  return inFolder((folder) => {
    const git = (...args: string[]): string => run("git", ["-c", "core.quotePath=false", ...args], folder).trim();
    git("init", "-q", `--object-format=${format}`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(folder + path), { recursive: true });
      writeFileSync(folder + path, text, { mode: path.endsWith(".sh") ? 0o755 : 0o644 });
    }
    git("add", "-A");
    const sha = git("write-tree");
    const rows = git("ls-tree", "-r", "-t", sha).split("\n").filter(Boolean);
    return {
      sha,
      rows: rows.map((row) => {
        const [mode = "", type = "", id = "", path = ""] = row.split(/[ \t]/);
        return { path, mode, type, sha: id };
      }),
    };
  });
}

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);

const gitsOwn = [
  ".git",
  ".GIT",
  "a/.git",
  "git~1",
  "GIT~1",
  ".g\u200Cit",
  ".git\uFEFF",
  ".git. .",
  ".git::$INDEX_ALLOCATION",
];
const notGits = [".gitignore", ".github", "git", "git~2", "a.git"];

describe("git's own folder", () => {
  it("does not come in, in no spelling", async () => {
    using files = await state();
    const rows = [...gitsOwn, ...notGits].map((name) => ({ path: `${name}/config`, mode: "100644", content: "x" }));
    const tree = gitTree([...rows, { path: ".git", mode: "100644", content: "gitdir: /elsewhere" }]);
    expect(tree.skipped.map(({ path }) => path)).toEqual([...gitsOwn.map((name) => `${name}/config`), ".git"]);
    expect(new Set(tree.skipped.map(({ reason }) => reason))).toEqual(new Set(["git's own folder"]));
    ok(await files.import(tree));
    expect(Object.keys(await contents(files)).sort()).toEqual(notGits.map((name) => `/${name}/config`).sort());
  });

  it("does not get out", async () => {
    using files = await state({ "/.git/config": "x", "/a/.Git/hooks/run": "x", "/a/b": "x", "/.github/c": "x" });
    const { blobs, trees } = ok(await exportGitTree(files));
    expect(blobs.map(({ path }) => path)).toEqual([".github/c", "a/b"]);
    expect(trees.map(({ path }) => path).sort()).toEqual([".github", "a"]);
  });

  it.each([null, undefined, 5, "rows", { tree: [] }])("rows must be rows: %j", (rows) => {
    expect(() => gitTree(rows as never)).toThrow(MisuseError);
  });
});

describe("exportGitTree", () => {
  it("gives the ids that git gives, SHA-1 and SHA-256", async () => {
    using files = await state(sample);
    ok(await files.mkdir("/empty/dir"));
    for (const objectFormat of ["sha1", "sha256"] as const) {
      const expected = await byGit(sample, objectFormat);
      const tree = ok(await exportGitTree(files, { objectFormat, executable: (path) => path === "run.sh" }));
      expect(tree.sha).toBe(expected.sha);
      const rows = [...tree.blobs.map(({ size: _, ...row }) => row), ...tree.trees];
      expect(rows.sort(byPath)).toEqual(expected.rows.sort(byPath));
    }
  });

  it("gives git's ids of a part, of nothing, and of whatever tree", async () => {
    using files = await state(sample);
    const part = ok(await exportGitTree(files, { path: "/src" }));
    expect(part.sha).toBe((await byGit({ "/a.ts": "export {};\n", "/deep/é.txt": "é" })).sha);
    using nothing = await state();
    expect(ok(await exportGitTree(nothing)).sha).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    const name = fc.constantFrom("a", "a.b", "a-b", "a0", "é", "\u{1F600}", "\uFFFD");
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join("/")}`);
    const check = async (entries: [string, string][]): Promise<void> => {
      using tree = await state();
      for (const [at, text] of entries) await tree.write(at, text);
      expect(ok(await exportGitTree(tree)).sha).toBe((await byGit(await contents(tree))).sha);
    };
    const entries = fc.array(fc.tuple(path, fc.string()), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(entries, check), { numRuns: 25 });
  });

  it("fails as the backend does, and for formats that git has not", async () => {
    using files = await state(sample);
    expect((await exportGitTree(files, { path: "/missing" })).error?.code).toBe("not_found");
    await expect(exportGitTree(files, { objectFormat: "md5" as "sha1" })).rejects.toThrow(/sha1 or sha256, not 'md5'/);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(exportGitTree(files, { signal })).rejects.toThrow("enough");
  });
});

describe("gitTree", () => {
  it("brings in what git lists, fetching no more than 16 blobs at once", async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`/many/${i}`, `file ${i}\n`]));
    const all = { ...sample, ...many };
    const { rows } = await byGit(all);
    const blobs = new Map(rows.map(({ path, sha }) => [sha, all[`/${path}`] ?? ""]));
    let [waiting, most] = [0, 0];
    const fetchBlob = async (sha: string): Promise<GitBlob> => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setTimeout(resolve, 2));
      waiting -= 1;
      const base64 = Buffer.from(blobs.get(sha) ?? "").toString("base64");
      return { content: base64.replace(/.{60}/g, "$&\n"), encoding: "base64" };
    };
    using files = await state();
    const seen: unknown[] = [];
    const tree = gitTree(rows, { path: "/repo", fetchBlob, onProgress: (progress) => seen.push(progress) });
    expect(ok(await files.import(tree)).created).toBe(66);
    const expected = Object.entries(all).map(([path, text]) => [`/repo${path}`, text]);
    expect(await contents(files)).toEqual(Object.fromEntries(expected));
    expect(most).toBe(16);
    expect(seen.at(-1)).toMatchObject({ done: 66, total: 66 });
  });

  it("takes content that is given, and rows as GitLab names them", async () => {
    using files = await state();
    const rows = [
      { path: "a", mode: "100644", content: "text" },
      { path: "b", mode: "100755", content: "aGVsbG8K", encoding: "base64" },
      { path: "c", mode: "100644", type: "blob", id: "ce013625030ba8dba906f756967f9e9ca394464a", name: "c" },
    ];
    ok(await files.import(gitTree(rows, { fetchBlob: async () => new TextEncoder().encode("hello\n") })));
    expect(await contents(files)).toEqual({ "/a": "text", "/b": "hello\n", "/c": "hello\n" });
  });

  it("skips links, submodules and paths that lead outside", async () => {
    const row = (path: string, mode = "100644") => ({ path, mode, content: "x" });
    const tree = gitTree([
      row("link", "120000"),
      row("module", "160000"),
      row("odd", "100000"),
      row("../up"),
      row("/etc/passwd"),
      row("dir", "040000"),
      row("good"),
    ]);
    using files = await state();
    ok(await files.import(tree));
    expect(await contents(files)).toEqual({ "/good": "x" });
    expect(tree.skipped).toEqual([
      { path: "link", reason: "symbolic link" },
      { path: "module", reason: "submodule" },
      { path: "odd", reason: "unknown mode 100000" },
      { path: "../up", reason: "'..' in its path" },
      { path: "/etc/passwd", reason: "absolute path" },
    ]);
  });

  it("refuses content that is not what its id says, and imports nothing", async () => {
    using files = await state();
    const rows = [{ path: "a", mode: "100644", sha: "ce013625030ba8dba906f756967f9e9ca394464a" }];
    const importing = async (blob: GitBlob, options = {}) =>
      (await files.import(gitTree(rows, { fetchBlob: async () => blob, ...options }))).error;
    expect(await importing("other\n")).toMatchObject({ code: "corrupt", message: expect.stringContaining("'a'") });
    expect((await importing({ content: "%%%", encoding: "base64" }))?.code).toBe("corrupt");
    expect((await importing({ content: "x", encoding: "ebcdic" }))?.code).toBe("unsupported");
    expect(await contents(files)).toEqual({});
    expect(await importing("other\n", { verify: false })).toBeUndefined();
    expect(await contents(files)).toEqual({ "/a": "other\n" });
  });

  it("throws on what fetching throws, misuse and an abort", async () => {
    using files = await state();
    const rows = [{ path: "a", mode: "100644", sha: "ce013625030ba8dba906f756967f9e9ca394464a" }];
    const down = new Error("the network is down");
    await expect(files.import(gitTree(rows, { fetchBlob: () => Promise.reject(down) }))).rejects.toBe(down);
    const limited = new NacreError("timeout", "no answer");
    const result = await files.import(gitTree(rows, { fetchBlob: () => Promise.reject(limited) }));
    expect(result.error).toEqual({ code: "timeout", message: "no answer" });
    await expect(files.import(gitTree(rows))).rejects.toThrow(MisuseError);
    expect(() => gitTree([{ path: 1 } as never])).toThrow(/must have a path and a mode, but one is {"path":1}/);
    const controller = new AbortController();
    const never = gitTree(rows, { fetchBlob: () => new Promise(() => {}), signal: controller.signal });
    setTimeout(() => controller.abort(down), 10);
    await expect(files.import(never)).rejects.toBe(down);
  });
});
