import { MisuseError } from "../core/errors.js";

/** How a repository names its objects. */
export type ObjectFormat = "sha1" | "sha256";

const digests: Readonly<Record<ObjectFormat, string>> = { sha1: "SHA-1", sha256: "SHA-256" };
const utf8 = new TextEncoder();

export function checkFormat(format: ObjectFormat): void {
  if (!Object.hasOwn(digests, format)) throw new MisuseError(`Objects are named by sha1 or sha256, not '${format}'`);
  if (!globalThis.crypto?.subtle) throw new MisuseError("Git ids need crypto.subtle, which pages have over HTTPS only");
}

/** The id that git gives to an object. */
export async function objectId(kind: "blob" | "tree", content: Uint8Array, format: ObjectFormat): Promise<string> {
  const header = utf8.encode(`${kind} ${content.length}\0`);
  const object = new Uint8Array(header.length + content.length);
  object.set(header);
  object.set(content, header.length);
  const digest = new Uint8Array(await crypto.subtle.digest(digests[format], object));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A file or directory of a tree. */
export interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

function bytesOfHex(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return a.length - b.length;
}

/** The id of a tree. Git sorts by bytes, directories as if a slash ended their name, and writes modes without a zero. */
export function treeId(entries: readonly TreeEntry[], format: ObjectFormat): Promise<string> {
  const rows = entries.map(({ name, mode, sha }) => ({
    key: utf8.encode(mode === "040000" ? `${name}/` : name),
    record: [...utf8.encode(`${mode.replace(/^0/, "")} ${name}\0`), ...bytesOfHex(sha)],
  }));
  rows.sort((a, b) => compareBytes(a.key, b.key));
  return objectId("tree", Uint8Array.from(rows.flatMap(({ record }) => record)), format);
}
