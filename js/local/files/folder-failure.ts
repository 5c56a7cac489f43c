import { type Failure, fail, failureOf } from "../../failure.js";
import { DirectoryError } from "../../stores/directory.js";
import { VolumeError } from "../../stores/volume.js";

/** What a directory, a volume or a lock threw, as a failure; anything else is thrown again. */
export function folderFailure(thrown: unknown, path?: string): Failure {
  if (!DirectoryError.isInstance(thrown) && !VolumeError.isInstance(thrown)) throw thrown;
  if (isLost(thrown)) return fail("corrupt", `The workspace is gone: ${thrown.message}`, path);
  return thrown.code === "outside" ? fail("permission_denied", thrown.message, path) : failureOf(thrown, path);
}

/** Whether the whole folder is gone, or the blobs of a volume are. */
export function isLost(thrown: unknown): boolean {
  return (DirectoryError.isInstance(thrown) || VolumeError.isInstance(thrown)) && thrown.code === "lost";
}

/** Whether nothing stands there any more. */
export function isMissing(thrown: unknown): boolean {
  return DirectoryError.isInstance(thrown) && ["not_found", "not_a_directory"].includes(thrown.code);
}
