/** HFS+ does not see these in a name. */
const ignorable = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/g;
/** Windows sees neither dots and spaces at the end, nor the name of a stream, and `git~1` is its short name. */
const ownName = /^(\.git|git~1)[ .]*(:.*)?$/i;

/** Whether a path leads into what git keeps for itself, in any spelling that some file system takes for `.git`. */
export function isGitsOwn(path: string): boolean {
  return path.split("/").some((name) => ownName.test(name.replace(ignorable, "")));
}
