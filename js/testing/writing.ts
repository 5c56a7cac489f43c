import type { Backend } from "../backend.js";
import { check, equal, failsWith, ok } from "./assert.js";
import type { Section } from "./runner.js";

async function textOf(backend: Backend, path: string): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(ok(await backend.readBytes(path)).bytes);
}

export const writing: Section<Backend> = {
  name: "writing",
  cases: [
    {
      name: "writes are verbatim and make parents",
      async run(backend) {
        const odd = "\uFEFFa\r\nb\rc\n\u0000\u{1F600}";
        const result = ok(await backend.write("/x/y/z.txt", odd));
        equal(
          [result.path, result.created, result.size],
          ["/x/y/z.txt", true, new TextEncoder().encode(odd).length],
          "result",
        );
        equal(await textOf(backend, "/x/y/z.txt"), odd, "content");
        equal(ok(await backend.write("/x/y/z.txt", "")).created, false, "created again");
        equal(ok(await backend.stat("/x/y")).isDir, true, "parent");
      },
    },
    {
      name: "a lone surrogate is refused, and nothing is written",
      files: { "/a": "kept" },
      async run(backend) {
        failsWith(await backend.write("/a", "x\uD800"), ["invalid_argument", "not_text"], /surrogate/);
        equal(await textOf(backend, "/a"), "kept", "content");
      },
    },
    {
      name: "createOnly and ifVersion protect what is there",
      files: { "/a": "1" },
      async run(backend) {
        failsWith(await backend.write("/a", "2", { createOnly: true }), "already_exists");
        failsWith(await backend.write("/a", "2", { ifVersion: "0".repeat(32) }), "stale");
        const { version } = ok(await backend.read("/a"));
        check(version !== undefined, "A read has no version");
        ok(await backend.write("/a", "2", { ifVersion: version }));
        equal(await textOf(backend, "/a"), "2", "content");
      },
    },
    {
      name: "an edit is literal, unique unless told otherwise, and shows a diff",
      files: { "/a": "one $& two one\n" },
      async run(backend) {
        failsWith(await backend.edit("/a", "one", "1"), "not_unique", /2 times/);
        failsWith(await backend.edit("/a", "none", "1"), "no_match", /'none' not found/);
        failsWith(await backend.edit("/a", "one", "one"), "invalid_argument");
        failsWith(await backend.edit("/a", "", "x"), "invalid_argument");
        const all = ok(await backend.edit("/a", "one", "$1$&", { replaceAll: true }));
        equal(all.occurrences, 2, "occurrences");
        equal(await textOf(backend, "/a"), "$1$& $& two $1$&\n", "content");
        check(
          all.diff.includes("-one $& two one") && all.diff.includes("+$1$& $& two $1$&"),
          `The diff is ${all.diff}`,
        );
      },
    },
    {
      name: "an edit keeps CR LF, and matches across the difference",
      files: { "/a": "one\r\ntwo\r\n" },
      async run(backend) {
        ok(await backend.edit("/a", "one\ntwo", "1\n2\n3"));
        equal(await textOf(backend, "/a"), "1\r\n2\r\n3\r\n", "content");
      },
    },
    {
      name: "a list of edits is all or nothing",
      files: { "/a": "a b c\n" },
      async run(backend) {
        const edits = [
          { oldString: "a", newString: "b" },
          { oldString: "nowhere", newString: "x" },
        ];
        failsWith(await backend.edit("/a", edits), "no_match", /2/);
        equal(await textOf(backend, "/a"), "a b c\n", "content after a failure");
        ok(
          await backend.edit("/a", [
            { oldString: "a b", newString: "b" },
            { oldString: "b c", newString: "done" },
          ]),
        );
        equal(await textOf(backend, "/a"), "done\n", "content");
      },
    },
    {
      name: "a dry run changes nothing",
      files: { "/a": "a\n" },
      async run(backend) {
        check(ok(await backend.edit("/a", "a", "b", { dryRun: true })).diff.includes("+b"), "No diff");
        equal(await textOf(backend, "/a"), "a\n", "content");
      },
    },
    {
      name: "what is no text is not edited",
      files: { "/a": new Uint8Array([0x61, 0xff]) },
      async run(backend) {
        failsWith(await backend.edit("/a", "a", "b"), "not_text");
        failsWith(await backend.edit("/no", "a", "b"), "not_found");
        equal(ok(await backend.readBytes("/a")).bytes, new Uint8Array([0x61, 0xff]), "bytes");
      },
    },
    {
      name: "hashline edits check what they replace",
      files: { "/a": "one\ntwo\nthree\n" },
      async run(backend) {
        failsWith(
          await backend.hashlineEdit("/a", [{ startLine: 2, startHash: "00", newContent: "x" }]),
          "stale",
          /Hash mismatch at line 2/,
        );
        const result = ok(await backend.hashlineEdit("/a", [{ startLine: 2, startHash: "b8", newContent: "2\n2b" }]));
        check(
          /^Replaced 1 line.* with 2 lines? at line 2|^Replaced 1 line\(s\) with 2/.test(result.summary),
          result.summary,
        );
        equal(await textOf(backend, "/a"), "one\n2\n2b\nthree\n", "content");
      },
    },
    {
      name: "a patch changes several files, or none",
      files: { "/a": "one\n", "/b": "two\n" },
      async run(backend) {
        const patch = (line: string): string =>
          `*** Begin Patch\n*** Update File: a\n-one\n+1\n*** Update File: b\n-${line}\n+2\n*** Add File: c\n+new\n*** End Patch\n`;
        const failed = await backend.applyPatch(patch("other"));
        check(failed.error !== undefined, "A patch that does not fit was applied");
        equal(await textOf(backend, "/a"), "one\n", "content after a failure");
        const { files } = ok(await backend.applyPatch(patch("two")));
        equal(
          files.map(({ path, action }) => `${action} ${path}`),
          ["update /a", "update /b", "add /c"],
          "files",
        );
        equal(
          [await textOf(backend, "/a"), await textOf(backend, "/b"), await textOf(backend, "/c")],
          ["1\n", "2\n", "new\n"],
          "contents",
        );
      },
    },
    {
      name: "files are removed and moved",
      files: { "/a": "1", "/b": "2" },
      async run(backend) {
        failsWith(await backend.move("/a", "/b"), "already_exists");
        ok(await backend.move("/a", "/d/c"));
        equal([await backend.exists("/a"), await textOf(backend, "/d/c")], [false, "1"], "after the move");
        ok(await backend.move("/d/c", "/b", { overwrite: true }));
        equal(await textOf(backend, "/b"), "1", "overwritten");
        ok(await backend.remove("/b"));
        equal(await backend.exists("/b"), false, "existence");
        failsWith(await backend.remove("/b"), "not_found");
        failsWith(await backend.move("/b", "/x"), "not_found");
      },
    },
  ],
};

/** For backends with directories of their own. */
export const directories: Section<Backend> = {
  name: "directories",
  cases: [
    {
      name: "are made, found, and removed only when empty or told so",
      async run(backend) {
        equal(ok(await backend.mkdir("/a/b")).created, true, "created");
        equal(ok(await backend.mkdir("/a/b")).created, false, "created again");
        failsWith(await backend.mkdir("/x/y", { parents: false }), "not_found");
        ok(await backend.write("/a/b/c", "1"));
        failsWith(await backend.remove("/a"), ["is_a_directory"]);
        ok(await backend.remove("/a", { recursive: true }));
        failsWith(await backend.stat("/a"), "not_found");
      },
    },
    {
      name: "move with all they hold, but not into themselves",
      files: { "/a/b/c": "1" },
      async run(backend) {
        const into = await backend.move("/a", "/a/b/d");
        check(into.error !== undefined, "A directory was moved into itself");
        ok(await backend.move("/a", "/z"));
        equal([await backend.exists("/z/b/c"), await backend.exists("/a/b/c")], [true, false], "existence");
      },
    },
  ],
};
