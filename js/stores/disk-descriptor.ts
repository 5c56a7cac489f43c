import { type BigIntStats, fstatSync, open, type PathLike, read } from "node:fs";
import { promisify } from "node:util";

/**
 * Opens a file without a `FileHandle`, whose every call takes longer than the system does for a small file. What only
 * asks the system for what it has in memory is done at once: see `statOf`.
 */
export const openDescriptor: (path: PathLike, flags: number) => Promise<number> = promisify(open);

/** Reads from an open file. */
export const readDescriptor = promisify(read);

/** What is known of a file that is open. */
export function statOf(descriptor: number): BigIntStats {
  return fstatSync(descriptor, { bigint: true });
}
