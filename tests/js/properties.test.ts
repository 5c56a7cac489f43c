import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import picomatch from "picomatch";
import { checkHandles, contents, ok, state, textOf } from "./support.js";

checkHandles();

const names = fc.constantFrom("/a", "/b", "/c/d", "/c/e", "/f/g/h");
const texts = fc.constantFrom("", "1\n", "2\n", "3\n");
const change = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), path: names, text: texts }),
  fc.record({ kind: fc.constant("remove" as const), path: names }),
);
type Change = { kind: "write"; path: string; text: string } | { kind: "remove"; path: string };
type Files = Record<string, string>;

function apply(files: Files, changes: readonly Change[]): Files {
  const result = { ...files };
  for (const step of changes) {
    if (step.kind === "write") result[step.path] = step.text;
    else delete result[step.path];
  }
  return result;
}

describe("properties", () => {
  it("forks and merges agree with a model of whole files", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, texts), fc.array(change), fc.array(change), async (base, left, right) => {
        using ours = await state(base);
        using theirs = ours.fork();
        for (const [files, changes] of [
          [ours, left],
          [theirs, right],
        ] as const) {
          for (const step of changes) {
            if (step.kind === "write") ok(await files.write(step.path, step.text));
            else await files.remove(step.path);
          }
        }
        const [a, b] = [apply(base, left), apply(base, right)];
        expect([await contents(ours), await contents(theirs)]).toEqual([a, b]);

        const paths = [...new Set([...Object.keys(base), ...Object.keys(a), ...Object.keys(b)])];
        const conflicts = paths.filter(
          (path) => a[path] !== base[path] && b[path] !== base[path] && a[path] !== b[path],
        );
        const merged = ok(await ours.merge(theirs));
        expect(merged.conflicts.map(({ path }) => path)).toEqual(conflicts.sort());
        expect(merged.merged).toBe(conflicts.length === 0);
        const expected = { ...a };
        for (const path of conflicts.length === 0 ? paths : []) {
          if (b[path] === base[path]) continue;
          if (b[path] === undefined) delete expected[path];
          else expected[path] = b[path];
        }
        expect(await contents(ours)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("edits agree with split and join", async () => {
    using files = await state();
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "$", "&", "\u00e9", "\u{1F600}"), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.boolean(), async (content, oldString, newString, replaceAll) => {
        ok(await files.write("/f", content));
        const result = await files.edit("/f", oldString, newString, { replaceAll });
        const count = oldString === "" ? 0 : content.split(oldString).length - 1;
        const possible = oldString !== newString && (replaceAll ? count > 0 : count === 1);
        const allowed = possible || (oldString === "" && content === "" && newString !== "");
        expect(result.error === undefined).toBe(allowed);
        const expected = !allowed ? content : oldString === "" ? newString : content.split(oldString).join(newString);
        expect(await textOf(files, "/f")).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("globs agree with picomatch on what both promise", async () => {
    const segment = fc.constantFrom("a", "b", "ab", "a.ts", "b.js", ".h");
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join("/"));
    const part = fc.constantFrom("*", "a*", "*.ts", "?", "a?", "[ab]", "[^a]", "*.{ts,js}", "a", ".h", ".*");
    const pattern = fc
      .array(fc.oneof(part, fc.constant("**")), { minLength: 1, maxLength: 3 })
      .filter((parts) => parts.at(-1) !== "**" && !parts.some((value, i) => value === "**" && parts[i + 1] === "**"))
      .map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { maxLength: 8 }), pattern, async (paths, glob) => {
        const kept = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
        using files = await state(Object.fromEntries(kept.map((one) => [`/${one}`, ""])));
        const found = ok(await files.glob(glob)).matches.map((match) => match.path.slice(1));
        const matches = picomatch(glob, { dot: false });
        expect(found).toEqual(kept.filter((one) => matches(one)).sort());
      }),
      { numRuns: 300 },
    );
  });

  it("greps agree with a loop over lines", async () => {
    using files = await state();
    const line = fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "."), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.constantFrom("a", "ab", "a.c", "^a", "c$", "(a|b)c", "b+ ", "\\."),
        async (lines, pattern) => {
          ok(await files.write("/f", lines.join("\n")));
          const found = ok(await files.grep(pattern)).matches.map(({ line: number, text }) => [number, text]);
          const expression = new RegExp(pattern);
          const content = lines.join("\n");
          const all = content === "" ? [] : content.replace(/\n$/, "").split("\n");
          expect(found).toEqual(all.flatMap((text, i) => (expression.test(text) ? [[i + 1, text]] : [])));
        },
      ),
      { numRuns: 300 },
    );
  });
});
