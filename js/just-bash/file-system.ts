import type { FsStat, IFileSystem } from "just-bash";
import { FileSystemError, type HostEntry, refusedPrefix, type ShellHost } from "./host.js";
import { resolvePath } from "./paths.js";

/** What just-bash calls a string with one character a byte. */
type ByteString = Awaited<ReturnType<NonNullable<IFileSystem["readFileBytes"]>>>;
type Encoding = "utf8" | "utf-8" | "ascii" | "binary" | "base64" | "hex" | "latin1";
type EncodingOption = { readonly encoding?: Encoding | null } | Encoding;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const utf8Encoder = new TextEncoder();
const devices: ReadonlySet<string> = new Set([
  "/dev/null",
  "/dev/zero",
  "/dev/stdin",
  "/dev/stdout",
  "/dev/stderr",
  "/dev/tty",
]);

function encodingOf(option: EncodingOption | undefined): Encoding {
  return (typeof option === "string" ? option : option?.encoding) ?? "utf8";
}

/** A string with one character a byte. */
export function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x2000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x2000)));
  return pieces.join("");
}

function bytesOfLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case "binary":
    case "latin1":
    case "ascii":
      return latin1(bytes);
    case "base64":
      return btoa(latin1(bytes));
    case "hex":
      return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    default:
      return utf8.decode(bytes);
  }
}

function encode(content: string | Uint8Array, encoding: Encoding): Uint8Array {
  if (typeof content !== "string") return content;
  switch (encoding) {
    case "binary":
    case "latin1":
    case "ascii":
      return bytesOfLatin1(content);
    case "base64":
      return bytesOfLatin1(atob(content));
    case "hex":
      return Uint8Array.from(content.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    default:
      return utf8Encoder.encode(content);
  }
}

/** Without links, a path is what tells a file from others. */
function statOf(path: string, { isDir, size, modified }: HostEntry): FsStat {
  return {
    identity: path,
    isFile: !isDir,
    isDirectory: isDir,
    isSymbolicLink: false,
    mode: isDir ? 0o755 : 0o644,
    size,
    mtime: new Date(modified),
  };
}

const unsupported = (call: string, path: string): FileSystemError =>
  new FileSystemError({ code: "EPERM", message: `EPERM: links are not supported, ${call} '${path}'` });

const refused = (path: string): FileSystemError =>
  new FileSystemError({ code: "EACCES", message: `EACCES: permission denied, open '${path}'` });

/** A workspace as the file system of just-bash. It has files and directories, no links and no modes. */
export class WorkspaceFileSystem implements IFileSystem {
  readonly #host: ShellHost;

  constructor(host: ShellHost) {
    this.#host = host;
  }

  async readFile(path: string, options?: EncodingOption): Promise<string> {
    return decode(await this.readFileBuffer(path), encodingOf(options));
  }

  async readFileBytes(path: string): Promise<ByteString> {
    return latin1(await this.readFileBuffer(path)) as unknown as ByteString;
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return devices.has(path) ? new Uint8Array(0) : this.#host.readBytes(path);
  }

  async writeFile(path: string, content: string | Uint8Array, options?: EncodingOption): Promise<void> {
    if (!devices.has(path)) await this.#host.write(path, encode(content, encodingOf(options)));
  }

  async appendFile(path: string, content: string | Uint8Array, options?: EncodingOption): Promise<void> {
    if (!devices.has(path)) await this.#host.append(path, encode(content, encodingOf(options)));
  }

  async exists(path: string): Promise<boolean> {
    return devices.has(path) || path.startsWith(refusedPrefix) || this.#host.exists(path);
  }

  async stat(path: string): Promise<FsStat> {
    if (path.startsWith(refusedPrefix)) throw refused(path);
    if (devices.has(path)) return statOf(path, { name: path, isDir: false, size: 0, modified: 0 });
    return statOf(path, await this.#host.stat(path));
  }

  lstat(path: string): Promise<FsStat> {
    return this.stat(path);
  }

  async mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<void> {
    await this.#host.mkdir(path, options?.recursive === true);
  }

  async readdir(path: string): Promise<string[]> {
    return (await this.#host.list(path)).map(({ name }) => name);
  }

  async readdirWithFileTypes(
    path: string,
  ): Promise<{ name: string; isFile: boolean; isDirectory: boolean; isSymbolicLink: boolean }[]> {
    const entries = await this.#host.list(path);
    return entries.map(({ name, isDir }) => ({ name, isFile: !isDir, isDirectory: isDir, isSymbolicLink: false }));
  }

  async rm(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): Promise<void> {
    await this.#host.remove(path, { recursive: options?.recursive === true, force: options?.force === true });
  }

  async cp(from: string, to: string, options?: { readonly recursive?: boolean }): Promise<void> {
    await this.#host.copy(from, to, options?.recursive === true);
  }

  async mv(from: string, to: string): Promise<void> {
    await this.#host.move(from, to);
  }

  resolvePath(base: string, path: string): string {
    return resolvePath(base, path);
  }

  /** Only patterns that a shell has left unexpanded would need it, and those match nothing. */
  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string): Promise<void> {
    await this.stat(path);
  }

  async symlink(_target: string, path: string): Promise<void> {
    throw unsupported("symlink", path);
  }

  async link(from: string, to: string): Promise<void> {
    await this.#host.copy(from, to, false);
  }

  async readlink(path: string): Promise<string> {
    throw new FileSystemError({ code: "EINVAL", message: `EINVAL: invalid argument, readlink '${path}'` });
  }

  async realpath(path: string): Promise<string> {
    await this.stat(path);
    return path;
  }

  async utimes(path: string): Promise<void> {
    await this.#host.touch(path);
  }
}
