import { NacreError } from "../core/errors.js";
import { VolumeError } from "./volume.js";
import { watched } from "./watchdog.js";

const BUSY_MS = 5_000;
const RETRY_MS = 5;

/** Calls again while somebody else has the file open: a tab that has just died may have it for some moments. */
export async function onceFree<T>(call: () => Promise<T>, late?: (value: T) => void): Promise<T> {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await watched(call(), late);
    } catch (error) {
      if (!isNamed(error, "NoModificationAllowedError") || performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Whether a `DOMException` of one of these names was thrown. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return typeof error === "object" && error !== null && "name" in error && names.includes(String(error.name));
}

/** What a browser threw, when it could not do `what`. A name that may well be missing is for the caller to tell apart. */
export function opfsError(error: unknown, what: string): NacreError {
  if (NacreError.isInstance(error)) return error;
  const code = isNamed(error, "QuotaExceededError", "NS_ERROR_FILE_NO_DEVICE_SPACE")
    ? "quota_exceeded"
    : isNamed(error, "NoModificationAllowedError")
      ? "busy"
      : isNamed(error, "NotFoundError")
        ? "lost"
        : "io";
  return new VolumeError(code, `Could not ${what}: ${String(error)}`, { cause: error });
}
