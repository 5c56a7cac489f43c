import { NacreError } from "./core/errors.js";
import { type Failure, failureOf, isErrorCode, type Outcome } from "./failure.js";

/** Throws a failure as the error that `failureOrThrow` reads: a loop over files has no other way to tell of one. */
export function orThrow<T>(result: Outcome<T>): T {
  if (result.error) throw new NacreError(result.error.code, result.error.message);
  return result as T;
}

/** Reads what a source of files threw as a failure; misuse, an abort and whatever else is not ours is thrown again. */
export function failureOrThrow(thrown: unknown): Failure {
  if (NacreError.isInstance(thrown) && isErrorCode(thrown.code)) return failureOf(thrown);
  throw thrown;
}
