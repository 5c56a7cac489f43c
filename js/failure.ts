/** Why an operation failed. The names are stable; the messages are for people and models. */
export type ErrorCode =
  | "invalid_argument"
  | "invalid_path"
  | "not_found"
  | "already_exists"
  | "not_a_directory"
  | "is_a_directory"
  | "not_text"
  | "no_match"
  | "not_unique"
  | "stale"
  | "invalid_pattern"
  | "permission_denied"
  | "approval_required"
  | "quota_exceeded"
  | "limit_exceeded"
  | "out_of_memory"
  | "conflict"
  | "corrupt"
  | "unsupported"
  | "timeout"
  | "cancelled"
  | "io";

/** What went wrong, in words that a model or a person can act on. */
export interface FailureReason {
  readonly code: ErrorCode;
  readonly message: string;
  /** The path it is about, normalised where that is possible. */
  readonly path?: string;
}

/** An expected failure. It is a value, never thrown. */
export interface Failure {
  readonly error: FailureReason;
}

/**
 * A result or a failure; `error` tells them apart.
 *
 * @example
 * ```ts
 * import { StateBackend } from "nacre";
 *
 * using files = await StateBackend.create();
 * const result = await files.readBytes("/missing.txt");
 * if (result.error) console.log(result.error.code); // not_found
 * else console.log(result.bytes.length);
 * ```
 */
export type Outcome<T> = (T & { readonly error?: undefined }) | Failure;

const codes: ReadonlySet<string> = new Set<ErrorCode>([
  "invalid_argument",
  "invalid_path",
  "not_found",
  "already_exists",
  "not_a_directory",
  "is_a_directory",
  "not_text",
  "no_match",
  "not_unique",
  "stale",
  "invalid_pattern",
  "permission_denied",
  "approval_required",
  "quota_exceeded",
  "limit_exceeded",
  "out_of_memory",
  "conflict",
  "corrupt",
  "unsupported",
  "timeout",
  "cancelled",
  "io",
]);

/** Whether `name` is one of ours. */
export function isErrorCode(name: unknown): name is ErrorCode {
  return typeof name === "string" && codes.has(name);
}

/** Makes a failure. */
export function fail(code: ErrorCode, message: string, path?: string): Failure {
  return { error: path === undefined ? { code, message } : { code, message, path } };
}

/** Whether `value` is a failure. */
export function isFailure(value: unknown): value is Failure {
  if (typeof value !== "object" || value === null || !("error" in value)) return false;
  const { error } = value;
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

const codesOfSystemErrors: Readonly<Record<string, ErrorCode>> = {
  ENOENT: "not_found",
  EEXIST: "already_exists",
  ENOTDIR: "not_a_directory",
  EISDIR: "is_a_directory",
  EACCES: "permission_denied",
  EPERM: "permission_denied",
  ENOSPC: "quota_exceeded",
  EDQUOT: "quota_exceeded",
  EINVAL: "invalid_argument",
  ENAMETOOLONG: "invalid_path",
  ETIMEDOUT: "timeout",
  NotFoundError: "not_found",
  TypeMismatchError: "is_a_directory",
  QuotaExceededError: "quota_exceeded",
  NotAllowedError: "permission_denied",
  NotCapable: "permission_denied",
  ERR_ACCESS_DENIED: "permission_denied",
};

/** Reads something thrown as a failure: our codes, the system's (`ENOENT`) and those of DOM exceptions are kept. */
export function failureOf(thrown: unknown, path?: string): Failure {
  if (typeof thrown !== "object" || thrown === null) return fail("io", String(thrown), path);
  const code: unknown = "code" in thrown ? thrown.code : undefined;
  const name: unknown = "name" in thrown ? thrown.name : undefined;
  const message = "message" in thrown && thrown.message ? String(thrown.message) : String(thrown);
  const known = isErrorCode(code)
    ? code
    : (codesOfSystemErrors[String(code)] ?? codesOfSystemErrors[String(name)] ?? "io");
  return fail(known, message, path);
}
