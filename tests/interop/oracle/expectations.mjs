import { createHash } from "node:crypto";
import { FILTERS } from "./cases.mjs";

/**
 * What nacre answers where the reference answers `theirs`: the same, but for the numbered decisions of
 * docs/decisions.md. Each rule below is written from the decision, not from the core.
 */

const isText = (stored) => typeof stored === "string";
const isRefused = (path) => /(^|\/)\.\.(\/|$)/.test(path) || path.startsWith("~") || /^[A-Za-z]:[\\/]/.test(path);
/** D1: two dots are a name like any other where they are not a whole segment. */
const isRefusedOnlyThere = (path) => path.includes("..") && !isRefused(path);
const normalise = (path) =>
  `/${path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/")}`;
const linesOf = (text) => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.replace(/\r$/, ""));
};
const isDirectory = (files, path) => path === "/" || Object.keys(files).some((file) => file.startsWith(`${path}/`));
const refusal = (path) =>
  /(^|\/)\.\.(\/|$)/.test(path)
    ? "Path cannot contain '..'"
    : path.startsWith("~")
      ? "Path cannot start with '~'"
      : "Windows absolute paths are not allowed";

/** The outcome of a lookup of `path` that the reference and nacre may see differently, or null. */
function pathFailure(files, path, what) {
  if (isRefused(path)) return { answer: { error: refusal(path) }, decisions: [] };
  const normal = normalise(path);
  const parts = normal.split("/").slice(1);
  for (let i = 1; i < parts.length; i++) {
    const parent = `/${parts.slice(0, i).join("/")}`;
    if (parent in files) return { answer: { code: "not_a_directory" }, decisions: ["D2"] };
  }
  if (!(normal in files) && isDirectory(files, normal) && what === "file")
    return { answer: { code: "is_a_directory" }, decisions: ["D2"] };
  return null;
}

/** D3, as a few lines of JavaScript. */
function rendered(text, offset, limit) {
  if (text === "" && offset === 0) return { answer: { text: "(empty file)" }, decisions: ["D3"] };
  const lines = linesOf(text);
  if (offset >= lines.length)
    return { answer: { error: `Offset ${offset} exceeds file length (${lines.length} lines)` }, decisions: ["D3"] };
  const cut = (line) => {
    const points = [...line];
    return points.length > 2000
      ? `${points.slice(0, 2000).join("")} ... (line truncated, ${points.length} characters)`
      : line;
  };
  const page = lines.slice(offset, offset + limit);
  let shown = page.map((line, i) => `${String(offset + i + 1).padStart(6)}\t${cut(line)}`).join("\n");
  const rest = lines.length - offset - page.length;
  if (rest > 0) shown += `\n\n... (${rest} more line${rest === 1 ? "" : "s"})`;
  return { answer: { text: shown }, decisions: ["D3"] };
}

function expectRead(files, op, theirs) {
  const failure = pathFailure(files, op.path, "file");
  if (failure) return failure;
  if (isRefusedOnlyThere(op.path)) return { answer: { code: "not_found" }, decisions: ["D1"] };
  const stored = files[normalise(op.path)];
  if (!isText(stored)) return { answer: { error: theirs.replace(/^Error: /, "") }, decisions: [] };
  const ours = rendered(stored, op.offset, op.limit);
  const same = ours.answer.error ? theirs === `Error: ${ours.answer.error}` : theirs === ours.answer.text;
  return same ? { ...ours, decisions: [] } : ours;
}

function expectList(files, op, theirs) {
  if (isRefused(op.path)) return { answer: { error: refusal(op.path) }, decisions: ["D14"] };
  const failure = pathFailure(files, op.path, "any");
  if (failure) return failure;
  const normal = normalise(op.path);
  if (theirs.length === 0 && normal !== "/") return { answer: { code: "not_found" }, decisions: ["D19"] };
  return { answer: theirs, decisions: [] };
}

function expectEdit(files, op, theirs) {
  const failure = pathFailure(files, op.path, "file");
  if (failure) return failure;
  if (isRefusedOnlyThere(op.path)) return { answer: { code: "not_found" }, decisions: ["D1"] };
  const stored = files[normalise(op.path)];
  if (stored === undefined || !isText(stored)) return { answer: { error: theirs.error }, decisions: [] };
  if (op.old === op.new) return { answer: { code: "invalid_argument" }, decisions: ["D5"] };
  if (op.old === "" && stored !== "") return { answer: { code: "invalid_argument" }, decisions: ["D5"] };
  const crlf = stored.includes("\r\n");
  if (crlf && op.old !== "" && !op.old.includes("\r") && `${op.old}${op.new}`.includes("\n")) {
    const old = op.old.replaceAll("\n", "\r\n");
    const count = stored.split(old).length - 1;
    if (count === 1 || (count > 1 && op.replaceAll)) {
      const replacement = op.new.replace(/\r?\n/g, "\r\n");
      const pieces = stored.split(old);
      return {
        answer: { path: normalise(op.path), occurrences: op.replaceAll ? count : 1 },
        decisions: ["D5"],
        content: pieces.join(replacement),
      };
    }
    if (count > 1) return { answer: { code: "not_unique" }, decisions: ["D5"] };
  }
  if (theirs.error?.includes("not found in file"))
    return {
      answer: {
        code: "no_match",
        errorPrefix: theirs.error.replace(/^(String '[\s\S]{0,200})[\s\S]*$/u, "$1").slice(0, 100),
      },
      decisions: ["D5"],
    };
  if (theirs.error) return { answer: { error: theirs.error }, decisions: [] };
  return { answer: { path: theirs.path, occurrences: theirs.occurrences }, decisions: [] };
}

function expectWrite(files, op, theirs) {
  if (theirs.error && isRefused(op.path)) return { answer: { error: theirs.error }, decisions: [] };
  if (normalise(op.path) === "/") return { answer: { code: "is_a_directory" }, decisions: ["D2"] };
  const failure = pathFailure(files, op.path, "file");
  if (failure) return failure;
  if (theirs.error) return { answer: { path: normalise(op.path) }, decisions: ["D1"] };
  return { answer: { path: theirs.path }, decisions: [] };
}

const sorted = (paths) => [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

function expectGlob(files, op, theirs) {
  if (isRefused(op.path)) return { answer: { error: refusal(op.path) }, decisions: ["D14"] };
  const failure = pathFailure(files, op.path, "any");
  if (failure) return failure;
  const normal = normalise(op.path);
  if (!(normal in files) && !isDirectory(files, normal)) return { answer: { code: "not_found" }, decisions: ["D19"] };
  const decisions = op.asked.length > 1 || op.asked[0] !== op.pattern ? ["D6"] : [];
  return { answer: sorted(new Set(theirs)), decisions };
}

function expectGrep(files, op, theirs) {
  const path = op.path ?? "/";
  if (typeof theirs === "string" && theirs.startsWith("Error: Invalid regex"))
    return { answer: { code: "invalid_pattern" }, decisions: [] };
  if (isRefused(path)) return { answer: { error: refusal(path) }, decisions: [] };
  const normal = normalise(path);
  if (!(normal in files) && !isDirectory(files, normal))
    return { answer: { code: pathFailure(files, path, "any")?.answer.code ?? "not_found" }, decisions: ["D19"] };
  const decisions = new Set();
  const below = (file) => (normal === "/" ? file : file.slice(normal.length));
  // A file that is named is searched, whatever the filter (D19).
  const filter = op.glob === null || normal in files ? null : FILTERS[op.glob];
  if (op.glob !== null) decisions.add(filter === null ? "D19" : "D7");
  const kept = theirs.filter(([file]) => {
    if (filter !== null && !filter.test(below(file).slice(1))) return false;
    const hidden = op.ignoreHidden && file !== normal && /\/\./.test(below(file));
    const binary = files[file].includes("\0");
    if (hidden || binary) decisions.add("D7");
    return !hidden && !binary;
  });
  if (Object.values(files).some((stored) => isText(stored) && stored.includes("\r\n"))) decisions.add("D3");
  const ordered = [...kept].sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])) || a[1] - b[1]);
  // A final newline ends the last line; it does not begin another one, empty and matching.
  const real = ordered.filter(([file, line]) => line <= linesOf(files[file]).length);
  if (real.length !== ordered.length) decisions.add("D3");
  if (JSON.stringify(real) !== JSON.stringify(theirs)) decisions.add("D8");
  return { answer: real, decisions: [...decisions] };
}

/** @returns the answer nacre owes for `op`, and the decisions that make it differ from `theirs`. */
export function expectState(files, op, theirs) {
  switch (op.op) {
    case "exists":
      return { answer: theirs, decisions: [] };
    case "read":
      return expectRead(files, op, theirs);
    case "ls":
      return expectList(files, op, theirs);
    case "write":
      return expectWrite(files, op, theirs);
    case "edit":
      return expectEdit(files, op, theirs);
    case "glob":
      return expectGlob(files, op, theirs);
    default:
      return expectGrep(files, op, theirs);
  }
}

const plural = (text) => text.replace(/(\d+) line\(s\)/g, (_, n) => `${n} line${n === "1" ? "" : "s"}`);
const trailer = (text) => text.replace(/\((1) more lines\)$/, "(1 more line)");

export function expectHashlineFormat(theirs) {
  if (theirs.startsWith("Error: Offset")) return { answer: { error: theirs.slice("Error: ".length) }, decisions: [] };
  const text = trailer(theirs);
  return { answer: { text }, decisions: text === theirs ? ["D21"] : ["D16", "D21"] };
}

export function expectHashlineEdit(content, edit, theirs) {
  if (theirs.error) return { answer: { error: theirs.error }, decisions: [] };
  const crlf = content.includes("\r\n");
  const summary = plural(theirs.summary);
  const decisions = summary === theirs.summary ? [] : ["D16"];
  let after = theirs.content;
  if (crlf && edit.new_content !== "") {
    // D9: inserted lines take the file's own line ending.
    after = insertedWithCrlf(content, edit);
    if (after !== theirs.content) decisions.push("D9");
  }
  return { answer: { content: after, summary }, decisions };
}

function insertedWithCrlf(content, edit) {
  const endsWithNewline = content.endsWith("\n");
  const lines = content.split("\n");
  if (endsWithNewline) lines.pop();
  const start = edit.start_line - 1;
  const count = edit.insert_after ? 0 : (edit.end_line ?? edit.start_line) - start;
  const at = edit.insert_after ? edit.start_line : start;
  const fresh = edit.new_content.split("\n").map((line) => (line.endsWith("\r") ? line : `${line}\r`));
  lines.splice(at, count, ...fresh);
  // Without a final newline, the last line has no line ending to carry a CR, whichever line that is now.
  if (!endsWithNewline) return lines.map((line) => line.replace(/\r$/, "")).join("\r\n");
  return `${lines.join("\n")}\n`;
}

const ORDER = ["allow", "ask", "deny"];
const NAMED = {
  "etc/passwd": "/etc/passwd",
  "//etc/passwd": "/etc/passwd",
  "/etc/./passwd": "/etc/passwd",
  "/etc": "/etc/any",
  "/usr": "/usr/any",
  "/src/../etc/passwd": "/etc/passwd",
};

/** The target that the reference must be asked about besides the given one, for D11. */
export function normalisedTarget(target) {
  return NAMED[target] ?? null;
}

/** Commands that only D12 denies, where a preset denies dangerous ones: there, `*` crosses "/". */
const DENIED_BY_D12 = new Set([
  "mkfs /dev/sda1",
  "mkfs.ext4 /dev/sda1",
  "rm -rf /home/user",
  "sudo rm -rf /",
  "echo hi; rm -rf /",
]);

export function expectPermission({ preset, target }, theirs, theirsNormalised) {
  if (DENIED_BY_D12.has(target) && preset !== "READONLY" && theirs !== "deny")
    return { answer: "deny", decisions: ["D12"] };
  if (!theirsNormalised || ORDER.indexOf(theirsNormalised) <= ORDER.indexOf(theirs))
    return { answer: theirs, decisions: [] };
  return { answer: theirsNormalised, decisions: ["D11"] };
}

/** The hashes that a hashline edit must quote, by the definition: two hex digits of the MD5 of each line. */
export function hashOfLine(content, number) {
  const lines = content.split("\n");
  if (content.endsWith("\n")) lines.pop();
  const line = lines[number - 1];
  return line === undefined ? "00" : createHash("md5").update(line).digest("hex").slice(0, 2);
}
