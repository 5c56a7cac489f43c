import { moduleAt, ownModule } from "#core-module";
import { compileResponse } from "./compile.js";
import { MisuseError } from "./errors.js";

/** Where a core's module comes from: an address, its bytes, a server's answer, or the module itself. */
export type CoreSource = string | URL | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Response | WebAssembly.Module;

/** The module of `source`, compiled; the one that ships with this package when there is none. */
export async function moduleOf(source: CoreSource | undefined): Promise<WebAssembly.Module> {
  if (source === undefined) return ownModule();
  if (typeof source === "string" || source instanceof URL) return moduleAt(addressOf(source));
  if (isResponse(source)) return compileResponse(source);
  if (isBytes(source)) return WebAssembly.compile(source);
  if (isModule(source)) return source;
  throw new MisuseError(notASource);
}

export const notASource =
  "A core's source must be a URL, bytes, a Response or a WebAssembly.Module, or a promise of one";

/** Whether `value` is a source and an object. */
export function isSource(value: unknown): value is Exclude<CoreSource, string> {
  return value instanceof URL || isBytes(value) || isModule(value) || isResponse(value);
}

/** What tells one address from another. */
export function addressOf(source: string | URL): URL {
  try {
    return new URL(source, globalThis.location?.href);
  } catch (cause) {
    throw new MisuseError(`'${String(source)}' is not an absolute URL, and there is no page that it is relative to`, {
      cause,
    });
  }
}

function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView<ArrayBuffer> {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** Also for modules of another realm, such as those that a bundler's runtime compiled. */
function isModule(value: unknown): value is WebAssembly.Module {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}

function isResponse(value: unknown): value is Response {
  return Object.prototype.toString.call(value) === "[object Response]";
}
