import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { toolchain } from "./paths.mjs";

const started = performance.now();

/** Seconds, as people read them. */
export function seconds(milliseconds) {
  const total = milliseconds / 1000;
  return total < 60 ? `${total.toFixed(1)} s` : `${Math.floor(total / 60)} min ${Math.round(total % 60)} s`;
}

/**
 * Runs one named step, telling when it starts and how long it took. A failure says what to do
 * (`help`) and ends the program, unless it is for the caller to report (`rethrow`).
 */
export async function step(name, work, { help, rethrow = false } = {}) {
  const begin = performance.now();
  console.log(`[${seconds(begin - started)}] ${name} ...`);
  try {
    const answer = await work();
    console.log(`[${seconds(performance.now() - started)}] ${name}: done in ${seconds(performance.now() - begin)}`);
    return answer;
  } catch (error) {
    if (rethrow) throw error;
    console.error(`\n${name} failed: ${error.message}`);
    if (help) console.error(`\nWhat to do: ${help}`);
    process.exit(1);
  }
}

/**
 * Skips work that was done before with the same inputs. A stamp is kept in the private toolchain
 * folder; the work is repeated when its inputs change or one of its products is gone.
 */
export async function once(name, { inputs = [], products = [] }, work) {
  const stamp = `${toolchain}/stamps/${name}`;
  const hash = createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
  const done =
    existsSync(stamp) && readFileSync(stamp, "utf8") === hash && products.every((path) => existsSync(path));
  if (done) return;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}
