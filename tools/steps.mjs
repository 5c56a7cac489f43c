import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { toolchain } from "./paths.mjs";

const started = performance.now();

/** Seconds, as people read them. */
export function seconds(milliseconds) {
  const total = Math.round(milliseconds / 100) / 10;
  return total < 60 ? `${total.toFixed(1)} s` : `${Math.floor(total / 60)} min ${Math.floor(total % 60)} s`;
}

/** A failed step; the message says which, why, and what to do about it where that is known. */
export class StepError extends Error {
  constructor(name, cause, help) {
    super([`${name} failed: ${cause.message}`, ...(help ? [`What to do: ${help}`] : [])].join("\n\n"), { cause });
    this.name = "StepError";
  }
}

/** Runs one named step, telling when it starts and how long it took. Throws StepError. */
export async function step(name, work, { help } = {}) {
  const begin = performance.now();
  console.log(`[${seconds(begin - started)}] ${name} ...`);
  try {
    const answer = await work();
    console.log(`[${seconds(performance.now() - started)}] ${name}: done in ${seconds(performance.now() - begin)}`);
    return answer;
  } catch (error) {
    throw error instanceof StepError ? error : new StepError(name, error, help);
  }
}

/**
 * Skips work that was done before with the same inputs. A stamp is kept in the private toolchain
 * folder; the work is repeated when its inputs change or one of its products is gone.
 */
export async function once(name, { inputs = [], products = [] }, work) {
  const stamp = `${toolchain}/stamps/${name}`;
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === hash && products.every((path) => existsSync(path));
  if (done) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Runs a program of ours: a failed step ends it with status 1 and its message alone. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(`\n${error instanceof StepError ? error.message : error.stack}`);
    process.exitCode = 1;
  }
}
