import type { ErrorCode, Failure } from "../backend.js";

/** What a failed check throws; any test runner understands it. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 500 ? `${text.slice(0, 500)}...` : text;
}

export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CheckError(message);
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return (
      a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
    );
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  const values = new Map(right);
  return left.length === right.length && left.every(([key, value]) => values.has(key) && same(value, values.get(key)));
}

/** Compares by value. */
export function equal(actual: unknown, expected: unknown, what = "value"): void {
  check(same(actual, expected), `The ${what} is ${shown(actual)}, expected ${shown(expected)}`);
}

/** The result, when it is no failure. */
export function ok<T extends object>(result: (T & { readonly error?: undefined }) | Failure): T {
  check(result.error === undefined, `Unexpected failure: ${shown(result.error)}`);
  return result as T;
}

/** Checks that `result` is a failure with that code, and a message that says what to do. */
export function failsWith(
  result: { readonly error?: unknown },
  code: ErrorCode | readonly ErrorCode[],
  words?: RegExp,
): void {
  const { error } = result as { readonly error?: { readonly code?: unknown; readonly message?: unknown } };
  check(error !== undefined, `Succeeded with ${shown(result)}, expected the failure ${shown(code)}`);
  const allowed: readonly unknown[] = typeof code === "string" ? [code] : code;
  check(allowed.includes(error.code), `Failed with ${shown(error)}, expected ${shown(code)}`);
  check(typeof error.message === "string" && error.message !== "", "The failure has no message");
  if (words) check(words.test(error.message), `The message is ${shown(error.message)}, expected ${words}`);
}

/** Checks that `work` throws what `signal` was aborted with. */
export async function throwsReason(work: () => Promise<unknown>, reason: unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    check(error === reason, `Threw ${String(error)}, expected the signal's reason`);
    return;
  }
  throw new CheckError("Did not throw although the signal was aborted");
}
