import type {
  FileInfo,
  GlobResult,
  GrepResult,
  LsResult,
  ReadBytesOptions,
  ReadBytesResult,
  StatResult,
} from "./backend.js";
import { NacreError } from "./core/errors.js";
import { kindOf } from "./core/kind.js";
import { fail, isFailure } from "./failure.js";
import { nameOf } from "./paths.js";
import type { ExecuteResult } from "./sandbox.js";
import { compareText } from "./text-order.js";

/** What the methods of a plain backend answer, as a `Backend` does. What makes no sense is thrown, with the method's name. */

const utf8 = new TextEncoder();

type Fields = Readonly<Record<string, unknown>>;

function refuse(method: string, what: string): never {
  throw new NacreError("io", `This backend's ${method}() ${what}`);
}

function fieldsOf(method: string, answer: unknown): Fields {
  if (typeof answer === "object" && answer !== null) return answer as Fields;
  return refuse(method, `must answer an object, not ${kindOf(answer)}`);
}

function check(method: string, fields: Fields, kinds: Readonly<Record<string, "array" | "boolean" | "string">>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const value = fields[name];
    if (kind === "array" ? Array.isArray(value) : typeof value === kind) continue;
    refuse(method, `must answer with '${name}' as ${kind === "array" ? "an" : "a"} ${kind}, not ${kindOf(value)}`);
  }
}

function infoOf(method: string, entry: unknown, path: string, name: string): FileInfo {
  const { isDir = false, size = null, modifiedAt } = entry as Fields;
  if (typeof isDir !== "boolean") refuse(method, `must tell of '${path}' whether it isDir, not ${kindOf(isDir)}`);
  if (size !== null && !(typeof size === "number" && size >= 0)) {
    refuse(method, `must tell the size of '${path}' as a number or null, not ${kindOf(size)}`);
  }
  const isTime = typeof modifiedAt === "string" && !Number.isNaN(Date.parse(modifiedAt));
  if (modifiedAt !== undefined && !isTime) {
    refuse(method, `must tell modifiedAt of '${path}' as an ISO 8601 text, not ${kindOf(modifiedAt)}`);
  }
  return { path, name, isDir, size: isDir ? null : size, ...(isTime && { modifiedAt }) };
}

/** Sorted as `Backend.ls` does. What else the answer says, such as `skipped`, is passed on. */
export function listingOf(answer: unknown, path: string): LsResult {
  if (isFailure(answer)) return answer;
  const { entries: given, ...others } = Array.isArray(answer) ? { entries: answer } : fieldsOf("ls", answer);
  if (!Array.isArray(given)) return refuse("ls", `must answer an array or { entries }, not ${kindOf(answer)}`);
  const entries = given.map((entry: unknown): FileInfo => {
    const { name } = fieldsOf("ls", entry);
    if (typeof name !== "string" || ["", ".", ".."].includes(name) || name.includes("/")) {
      return refuse("ls", `must give each entry of '${path}' a name without a path, not ${JSON.stringify(name)}`);
    }
    return infoOf("ls", entry, path === "/" ? `/${name}` : `${path}/${name}`, name);
  });
  entries.sort((a, b) => Number(b.isDir) - Number(a.isDir) || compareText(a.name, b.name));
  return { ...others, path, entries };
}

export function statOf(answer: unknown, path: string): StatResult {
  if (answer === null || answer === undefined) return fail("not_found", `File '${path}' not found`, path);
  if (isFailure(answer)) return answer;
  const info = infoOf("stat", fieldsOf("stat", answer), path, nameOf(path));
  return { ...(answer as FileInfo), ...info };
}

export function contentOf(answer: unknown, path: string, options: ReadBytesOptions): ReadBytesResult {
  if (answer === null || answer === undefined) return fail("not_found", `File '${path}' not found`, path);
  if (isFailure(answer)) return answer;
  const bytes = typeof answer === "string" ? utf8.encode(answer) : answer;
  if (bytes instanceof Uint8Array) {
    const { offset = 0, length = bytes.length } = options;
    // A copy, also of a Buffer, whose own slice is none.
    return { path, bytes: new Uint8Array(bytes.subarray(offset, offset + length)), size: bytes.length };
  }
  const result = typeof answer === "object" ? (answer as Fields) : {};
  if (!(result["bytes"] instanceof Uint8Array)) {
    return refuse("readBytes", `must answer a Uint8Array, a string or { bytes }, not ${kindOf(answer)}`);
  }
  const { size = result["bytes"].length } = result;
  return { path, bytes: result["bytes"], size: Number(size) };
}

export function globbedBy(answer: unknown): GlobResult {
  if (isFailure(answer)) return answer;
  check("glob", fieldsOf("glob", answer), { matches: "array", truncated: "boolean" });
  return answer as GlobResult;
}

export function foundBy(answer: unknown): GrepResult {
  if (isFailure(answer)) return answer;
  check("grep", fieldsOf("grep", answer), { matches: "array", truncated: "boolean", skipped: "array" });
  return answer as GrepResult;
}

export function executionOf(answer: unknown): ExecuteResult {
  if (isFailure(answer)) return answer;
  check("execute", fieldsOf("execute", answer), { stdout: "string", stderr: "string" });
  return answer as ExecuteResult;
}
