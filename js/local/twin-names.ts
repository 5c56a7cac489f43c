import { type Directory, DirectoryError } from "../stores/directory.js";

/** What a folder takes for the same name. */
interface Folding {
  /** `A` and `a`. */
  readonly case: boolean;
  /** `é` in one character, and in two. */
  readonly form: boolean;
}

/**
 * Throws `invalid_path` for the first two of the paths that the folder would take for one, so that one would replace the other. A
 * folder is asked with a directory of its own for that, and only where there are such paths.
 */
export async function refuseTwins(paths: readonly string[], directory: Directory): Promise<void> {
  const pairs = twinsAmong(paths);
  if (pairs.length === 0) return;
  const folding = await foldingOf(directory);
  for (const [one, other] of pairs) {
    if (folded(one, folding) !== folded(other, folding)) continue;
    const message = `'${one}' and '${other}' cannot both be in this folder, which takes their names for one`;
    throw new DirectoryError("invalid_path", other, message);
  }
}

function folded(path: string, folding: Folding): string {
  const formed = folding.form ? path.normalize("NFC") : path;
  return folding.case ? formed.toLowerCase() : formed;
}

function twinsAmong(paths: readonly string[]): readonly (readonly [string, string])[] {
  const alike = new Map<string, string[]>();
  const pairs: (readonly [string, string])[] = [];
  for (const path of paths) {
    const key = folded(path, { case: true, form: true });
    const before = alike.get(key);
    if (before) {
      for (const one of before) pairs.push([one, path]);
      before.push(path);
    } else alike.set(key, [path]);
  }
  return pairs;
}

async function foldingOf(directory: Directory): Promise<Folding> {
  const base = `/nacre-names-${crypto.randomUUID()}-`;
  await directory.makeDirectory(`${base}\u00e9a`);
  try {
    const isThere = async (ending: string): Promise<boolean> => (await directory.stat(base + ending)) !== undefined;
    return { case: await isThere("\u00e9A"), form: await isThere("e\u0301a") };
  } finally {
    await directory.remove(`${base}\u00e9a`);
  }
}
