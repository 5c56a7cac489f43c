import type { Backend } from "../backend.js";
import { check, equal, failsWith, ok } from "./assert.js";
import type { Section } from "./runner.js";

const numbered = (first: number, ...lines: string[]): string =>
  lines.map((line, i) => `${String(first + i).padStart(6)}\t${line}`).join("\n");

export const reading: Section<Backend> = {
  name: "reading",
  cases: [
    {
      name: "lines are numbered as cat -n does, without a line after the last",
      files: { "/a": "one\ntwo\n", "/b": "one\r\ntwo" },
      async run(backend) {
        equal(ok(await backend.read("/a")).text, numbered(1, "one", "two"), "text");
        equal(ok(await backend.read("/b")).text, numbered(1, "one", "two"), "text with CR LF");
      },
    },
    {
      name: "an empty file says so",
      files: { "/a": "" },
      async run(backend) {
        equal(ok(await backend.read("/a")).text, "(empty file)", "text");
      },
    },
    {
      name: "a page says what remains and where to go on",
      files: { "/a": "1\n2\n3\n4\n5\n" },
      async run(backend) {
        const page = ok(await backend.read("/a", { offset: 1, limit: 2 }));
        equal(page.text, `${numbered(2, "2", "3")}\n\n... (2 more lines)`, "text");
        equal([page.startLine, page.endLine, page.totalLines, page.nextOffset], [2, 3, 5, 3], "range");
        equal(page.truncated, true, "truncated");
        const last = ok(await backend.read("/a", { offset: 3 }));
        equal([last.text, last.nextOffset, last.truncated], [numbered(4, "4", "5"), undefined, false], "last page");
      },
    },
    {
      name: "an offset past the end, and negative numbers, are refused",
      files: { "/a": "1\n" },
      async run(backend) {
        failsWith(await backend.read("/a", { offset: 1 }), "invalid_argument", /Offset 1 exceeds file length \(1 line/);
        failsWith(await backend.read("/a", { offset: -1 }), "invalid_argument");
        failsWith(await backend.read("/a", { limit: -1 }), "invalid_argument");
      },
    },
    {
      name: "a line that is too long is cut, and said to be",
      files: { "/a": `${"x".repeat(5000)}\nend\n` },
      async run(backend) {
        const { text, truncated } = ok(await backend.read("/a"));
        check(text.length < 2200, `The text has ${text.length} characters`);
        check(/line truncated, 5,?000 characters/.test(text), "The cut is not mentioned");
        check(text.endsWith("end"), "The next line is missing");
        equal(truncated, true, "truncated");
        equal(ok(await backend.readBytes("/a")).bytes.length, 5005, "size of the bytes");
      },
    },
    {
      name: "bytes are bytes, whole or in part",
      files: { "/a": new Uint8Array([0, 255, 128, 13, 10]) },
      async run(backend) {
        const whole = ok(await backend.readBytes("/a"));
        equal([whole.bytes, whole.size], [new Uint8Array([0, 255, 128, 13, 10]), 5], "bytes");
        const part = ok(await backend.readBytes("/a", { offset: 1, length: 2 }));
        equal([part.bytes, part.size], [new Uint8Array([255, 128]), 5], "part");
        equal(ok(await backend.readBytes("/a", { offset: 9 })).bytes, new Uint8Array(0), "past the end");
        failsWith(await backend.read("/a"), "not_text");
      },
    },
    {
      name: "what was read is a copy",
      files: { "/a": "abc" },
      async run(backend) {
        const { bytes } = ok(await backend.readBytes("/a"));
        bytes.fill(0);
        equal(ok(await backend.read("/a", { format: "raw" })).text, "abc", "text");
      },
    },
    {
      name: "a missing file is not found, and is no text",
      async run(backend) {
        failsWith(await backend.read("/no"), "not_found", /\/no/);
        failsWith(await backend.readBytes("/no"), "not_found");
        equal(await backend.exists("/no"), false, "existence");
      },
    },
    {
      name: "hashline rows carry checksums, and the page a version",
      files: { "/a": "one\ntwo\n" },
      async run(backend) {
        const { text } = ok(await backend.read("/a", { format: "hashline" }));
        const rows = text.split("\n");
        equal(rows.slice(0, 2), ["1:f9|one", "2:b8|two"], "rows");
        check(/^\[version [0-9a-f]{12}\]$/.test(rows.at(-1) ?? ""), `The last row is ${rows.at(-1)}`);
      },
    },
  ],
};
