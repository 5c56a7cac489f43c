import { kindOf } from "../core/kind.js";
import { type Failure, fail } from "../failure.js";
import type { ExecuteOptions } from "../sandbox.js";

/** Why a variable cannot be handed to a program, or nothing. */
export function malformedEnv(env: ExecuteOptions["env"]): string | undefined {
  if (env === undefined) return undefined;
  if (typeof env !== "object" || env === null) return `env must be an object, not ${kindOf(env)}`;
  for (const [name, value] of Object.entries(env)) {
    if (typeof value !== "string") return `Variable '${name}' must be a string, not ${kindOf(value)}`;
    if (name === "" || /[=\0]/.test(name)) {
      return `A variable's name must not be empty or hold '=' or NUL, but one is ${JSON.stringify(name)}`;
    }
    if (value.includes("\0")) return `Variable '${name}' must not hold NUL`;
  }
  return undefined;
}

/** The failure that a command or its options are, when no shell could make sense of them. */
export function malformedCall(command: string, { env, timeoutMs, stdin }: ExecuteOptions): Failure | undefined {
  if (typeof command !== "string" || command.includes("\0")) {
    return fail("invalid_argument", "A command must be a string without NUL");
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0)) {
    return fail("invalid_argument", `timeoutMs must be a number above 0, not ${String(timeoutMs)}`);
  }
  if (stdin !== undefined && typeof stdin !== "string" && !(stdin instanceof Uint8Array)) {
    return fail("invalid_argument", `stdin must be a string or a Uint8Array, not ${kindOf(stdin)}`);
  }
  const wrong = malformedEnv(env);
  return wrong === undefined ? undefined : fail("invalid_argument", wrong);
}
