import { PromiseCache } from "./cache.js";
import type { Core } from "./core.js";
import { createEmbindCore } from "./embind.js";
import { LoadError, MisuseError, NacreError } from "./errors.js";
import { addressOf, type CoreSource, isSource, moduleOf, notASource } from "./source.js";

export type { CoreSource } from "./source.js";

export interface LoadOptions {
  /** Which build: Emscripten's, the default, or the one behind a C ABI, which needs a `source`. */
  readonly core?: "embind" | "wasi" | undefined;
  /** Where the module comes from. Default: the one that ships with this package. */
  readonly source?: CoreSource | PromiseLike<CoreSource> | undefined;
}

const cores = new PromiseCache<Core>();

/**
 * Loads the core, once for each source: later and concurrent calls answer the same instance. One that has died, or
 * could not be loaded, is forgotten. Rejects with `LoadError` when the module cannot be had, compiled or started.
 *
 * @example
 * ```ts
 * import { loadCore } from "nacre";
 *
 * const core = await loadCore();
 * console.log(core.kind, core === (await loadCore())); // embind true
 * ```
 */
export async function loadCore(source?: CoreSource | PromiseLike<CoreSource> | LoadOptions): Promise<Core> {
  const { core: kind = "embind", source: given } = optionsOf(source);
  if (kind !== "embind" && kind !== "wasi") throw new MisuseError(`There is no core '${String(kind)}': embind or wasi`);
  return cores.once(
    keyOf(kind, given),
    (core) => !core.dead,
    () => create(kind, given),
  );
}

function optionsOf(source: CoreSource | PromiseLike<CoreSource> | LoadOptions | undefined): LoadOptions {
  if (source === undefined) return {};
  if (typeof source !== "object" || isSource(source) || isPromise(source)) return { source };
  return source;
}

function isPromise(value: object): value is PromiseLike<CoreSource> {
  return typeof value === "object" && value !== null && "then" in value;
}

function keyOf(kind: string, source: LoadOptions["source"]): string | object {
  if (source === undefined) return kind;
  if (typeof source === "string" || source instanceof URL) return `${kind} ${addressOf(source).href}`;
  if (isSource(source) || isPromise(source)) return source;
  throw new MisuseError(notASource);
}

async function create(kind: "embind" | "wasi", source: LoadOptions["source"]): Promise<Core> {
  try {
    if (kind === "embind") return await createEmbindCore(await moduleOf(await source));
    if (source === undefined)
      throw new MisuseError("The wasi core needs a source: the file that 'nacre/wasi.wasm' names");
    const { createWasiCore } = await import("./wasi.js");
    return await createWasiCore(await moduleOf(await source));
  } catch (cause) {
    if (NacreError.isInstance(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError(`Cannot load the ${kind} core: ${reason}`, { cause });
  }
}
