import type { ApplyPatchOptions, ApplyPatchResult, Outcome, ReadBytesResult } from "./backend.js";
import type { StateBackend } from "./state-backend.js";

/** The paths that an attempt to apply a patch spoke of. */
export function pathsIn(tried: ApplyPatchResult): readonly string[] {
  if (!tried.error) return tried.files.flatMap(({ path, moveTo }) => (moveTo === undefined ? [path] : [path, moveTo]));
  const { code, path } = tried.error;
  return code === "not_found" && path !== undefined ? [path] : [];
}

async function place(overlay: StateBackend, path: string, content: ReadBytesResult): Promise<Outcome<object>> {
  if (!content.error) return overlay.write(path, content.bytes);
  if (content.error.code === "is_a_directory") return overlay.mkdir(path);
  return content.error.code === "not_found" ? {} : content;
}

/**
 * Tries a patch in `overlay`, a workspace for that alone, after bringing in each file that it names as `read` answers.
 * Another failure of `read` than that there is no file ends it. A success has spoken of every path of the patch.
 */
export async function tryPatch(
  overlay: StateBackend,
  patch: string,
  options: ApplyPatchOptions,
  read: (path: string) => Promise<ReadBytesResult>,
): Promise<ApplyPatchResult> {
  const seen = new Set<string>();
  for (;;) {
    const tried = await overlay.applyPatch(patch, { ...options, dryRun: true });
    const unseen = pathsIn(tried).filter((path) => !seen.has(path));
    if (unseen.length === 0) return tried;
    for (const path of unseen) {
      seen.add(path);
      const placed = await place(overlay, path, await read(path));
      if (placed.error) return placed;
    }
  }
}
