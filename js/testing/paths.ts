import type { Backend } from "../backend.js";
import { check, equal, failsWith, ok } from "./assert.js";
import type { Section } from "./runner.js";

const refused: readonly (readonly [path: string, why: RegExp])[] = [
  ["../a", /\.\./],
  ["/a/../b", /\.\./],
  ["~/a", /~/],
  ["C:\\a", /[Ww]indows|drive/],
  ["C:/a", /[Ww]indows|drive/],
  ["/a\0b", /NUL/],
  [`/${"x".repeat(256)}`, /255/],
  [`/${"x/".repeat(2100)}`, /4,?096|256/],
  ["/a\uD800b", /surrogate|UTF-8|Unicode/],
];

export const paths: Section<Backend> = {
  name: "paths",
  cases: [
    {
      name: "one file has many spellings",
      files: { "/a/b.txt": "x" },
      async run(backend) {
        for (const path of ["/a/b.txt", "a/b.txt", "./a/b.txt", "//a//b.txt", "/a/./b.txt"]) {
          check(await backend.exists(path), `'${path}' does not exist`);
          equal(ok(await backend.readBytes(path)).path, "/a/b.txt", `path of '${path}'`);
        }
      },
    },
    {
      name: "unsafe paths are refused, each with its reason, by every method",
      async run(backend) {
        for (const [path, why] of refused) {
          equal(await backend.exists(path), false, `existence of ${JSON.stringify(path.slice(0, 20))}`);
          failsWith(await backend.stat(path), ["invalid_path", "invalid_argument"]);
          failsWith(await backend.readBytes(path), ["invalid_path", "invalid_argument"]);
          failsWith(await backend.ls(path), ["invalid_path", "invalid_argument"]);
          failsWith(await backend.write(path, "x"), ["invalid_path", "invalid_argument"], why);
          failsWith(await backend.edit(path, "a", "b"), ["invalid_path", "invalid_argument"]);
          failsWith(await backend.grep("x", { path }), ["invalid_path", "invalid_argument"]);
          failsWith(await backend.glob("*", { path }), ["invalid_path", "invalid_argument"]);
        }
      },
    },
    {
      name: "dots within names are ordinary",
      async run(backend) {
        for (const path of ["/a..b", "/...", "/app/[...slug].tsx", "/x y/\u00e9\u{1F600}.txt"]) {
          equal(ok(await backend.write(path, "x")).path, path, "path");
          check(await backend.exists(path), `'${path}' does not exist`);
        }
      },
    },
    {
      name: "a file's parent is no file",
      files: { "/a": "x" },
      async run(backend) {
        failsWith(await backend.write("/a/b", "y"), "not_a_directory");
        equal(ok(await backend.readBytes("/a")).bytes, new TextEncoder().encode("x"), "content");
      },
    },
    {
      name: "a directory is not read or written as a file",
      files: { "/d/a": "x" },
      async run(backend) {
        equal(await backend.exists("/d"), false, "existence as a file");
        failsWith(await backend.read("/d"), "is_a_directory");
        failsWith(await backend.readBytes("/d"), "is_a_directory");
        failsWith(await backend.write("/d", "x"), "is_a_directory");
      },
    },
    {
      name: "a listing has directories first, then names in code-point order, hidden ones too",
      files: { "/b": "1", "/\u{1F600}": "2", "/\uFF5E": "3", "/.h": "4", "/z/x": "5", "/c/x": "6" },
      async run(backend) {
        const { entries } = ok(await backend.ls());
        equal(
          entries.map(({ name }) => name),
          ["c", "z", ".h", "b", "\uFF5E", "\u{1F600}"],
          "order",
        );
        equal(
          entries.map(({ isDir }) => isDir),
          [true, true, false, false, false, false],
          "kinds",
        );
        equal(entries[3]?.size, 1, "size");
      },
    },
    {
      name: "a file lists itself; nothing is not found",
      files: { "/d/a": "x" },
      async run(backend) {
        equal(
          ok(await backend.ls("/d/a")).entries.map(({ path }) => path),
          ["/d/a"],
          "entries",
        );
        failsWith(await backend.ls("/nowhere"), "not_found");
        failsWith(await backend.stat("/nowhere"), "not_found", /nowhere/);
      },
    },
  ],
};
