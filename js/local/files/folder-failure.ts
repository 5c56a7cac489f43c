import { type Failure, fail, failureOf } from "../../failure.js";
import { DirectoryError } from "../../stores/directory.js";
import { VolumeError } from "../../stores/volume.js";

/** What a directory or a volume threw, as a failure; anything else is thrown again. */
export function folderFailure(thrown: unknown, path?: string): Failure {
  if (!DirectoryError.isInstance(thrown) && !VolumeError.isInstance(thrown)) throw thrown;
  return thrown.code === "outside" ? fail("permission_denied", thrown.message, path) : failureOf(thrown, path);
}

/** Whether the whole folder is gone. */
export function isLost(thrown: unknown): boolean {
  return DirectoryError.isInstance(thrown) && thrown.code === "lost";
}

/** Whether nothing stands there any more. */
export function isMissing(thrown: unknown): boolean {
  return DirectoryError.isInstance(thrown) && ["not_found", "not_a_directory"].includes(thrown.code);
}
