import { NacreError } from "../core/errors.js";
import { VolumeError, type VolumeErrorCode } from "./volume.js";

const codes: Readonly<Record<string, VolumeErrorCode>> = {
  ENOSPC: "quota_exceeded",
  EDQUOT: "quota_exceeded",
  EFBIG: "quota_exceeded",
  ENOENT: "lost",
  ENOTDIR: "lost",
};

/** What `node:fs` threw, when it could not do `what`. A name that may well be missing is for the caller to tell apart. */
export function diskError(error: unknown, what: string): NacreError {
  if (NacreError.isInstance(error)) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return new VolumeError(codes[String(code)] ?? "io", `Could not ${what}: ${String(message)}`, { cause: error });
}
