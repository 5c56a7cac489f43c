import type { ApplyPatchOptions, ApplyPatchResult, Backend, CallOptions, Outcome } from "../backend.js";
import type { Core } from "../core/core.js";
import { StateBackend } from "../state-backend.js";
import { pathsIn, tryPatch } from "../try-patch.js";
import type { FileChange } from "../versions.js";
import type { Mounts } from "./mounts.js";
import { UndoLog } from "./undo-log.js";

/** A patch on copies of the files that it names, in a workspace of the core. */
class Draft {
  readonly #files: Backend;
  readonly #overlay: StateBackend;
  /** What stood at each path that was looked at; undefined for no file. */
  readonly #before = new Map<string, Uint8Array | undefined>();

  constructor(files: Backend, overlay: StateBackend) {
    this.#files = files;
    this.#overlay = overlay;
  }

  /** Tries the patch, after bringing in the files that it names. */
  prepare(patch: string, options: ApplyPatchOptions): Promise<ApplyPatchResult> {
    return tryPatch(this.#overlay, patch, options, async (path) => {
      const content = await this.#files.readBytes(path, { signal: options.signal });
      this.#before.set(path, content.error ? undefined : content.bytes);
      return content;
    });
  }

  /** Writes what the patch makes of the files: all or none, and each only if it is still what the patch was tried on. */
  async commit(patch: string, options: ApplyPatchOptions): Promise<ApplyPatchResult> {
    using before = this.#overlay.snapshot();
    const result = await this.#overlay.applyPatch(patch, options);
    if (result.error) return result;
    const diff = await this.#overlay.diff(before);
    if (diff.error) return diff;
    const files = diff.changes.filter(({ isDir }) => !isDir);
    const removedFirst = files.sort((a, b) => Number(b.kind === "removed") - Number(a.kind === "removed"));
    const log = new UndoLog();
    return await log.guard(async () => {
      for (const change of removedFirst) {
        const done = await log.step(
          change.path,
          () => this.#write(change, options),
          () => this.#putBack(change.path),
        );
        if (done.error) return done;
      }
      return result;
    });
  }

  async #write({ path, kind }: FileChange, { signal }: CallOptions): Promise<Outcome<object>> {
    if (kind === "removed") return this.#files.remove(path, { signal });
    const content = await this.#overlay.readBytes(path);
    if (content.error) return content;
    const old = this.#before.get(path);
    if (!old) return this.#files.write(path, content.bytes, { createOnly: true, signal });
    const { version } = this.#overlay.core.call<{ readonly version: string }>("text.version", {}, old).value;
    return this.#files.write(path, content.bytes, { ifVersion: version, signal });
  }

  #putBack(path: string): Promise<object> {
    const old = this.#before.get(path);
    return old ? this.#files.write(path, old) : this.#files.remove(path);
  }
}

/**
 * Applies a patch to files of several backends. One whose files all lie in a backend that shares the composite's paths is
 * handed to it; any other is tried out in a workspace of the core, and then written file by file.
 */
export async function applyAcross(
  files: Backend,
  mounts: Mounts,
  core: Core,
  patch: string,
  options: ApplyPatchOptions,
): Promise<ApplyPatchResult> {
  using overlay = await StateBackend.create({ core });
  for (const { mount } of mounts.members) await overlay.mkdir(mount);
  const draft = new Draft(files, overlay);
  const tried = await draft.prepare(patch, options);
  if (tried.error) return tried;
  const [owner, ...others] = new Set(pathsIn(tried).map((path) => mounts.ownerOf(path)));
  if (owner && others.length === 0 && owner.prefix === "") return owner.backend.applyPatch(patch, options);
  return options.dryRun ? tried : await draft.commit(patch, options);
}
