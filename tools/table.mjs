import { seconds } from "./steps.mjs";

/**
 * Prints the verdicts of a run as a table, then the line `<N> passed, <M> failed`, and answers the
 * exit status. What was not run counts as failed where CI is set.
 */
export function report(verdicts) {
  const width = Math.max(...verdicts.map(({ name }) => name.length));
  console.log(`\n${"-".repeat(width + 24)}`);
  for (const { name, outcome, milliseconds, reason } of verdicts) {
    const time = milliseconds === undefined ? "" : seconds(milliseconds);
    console.log(`${name.padEnd(width)}  ${outcome.padEnd(8)} ${time.padStart(12)}${reason ? `  ${reason}` : ""}`);
  }
  const strict = process.env.CI === "true";
  const failed = verdicts.filter(({ outcome }) => outcome === "FAILED" || (strict && outcome === "NOT RUN")).length;
  const passed = verdicts.filter(({ outcome }) => outcome === "PASSED").length;
  console.log(`${"-".repeat(width + 24)}\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/**
 * Runs named checks one after the other and answers their verdicts. A check is
 * `{name, missing?(), run()}`: `missing` answers why it cannot run here, `run` throws when it fails.
 */
export async function runAll(checks) {
  const verdicts = [];
  for (const { name, missing, run } of checks) {
    const reason = missing?.();
    if (reason) {
      console.log(`\n=== ${name}: not run, ${reason}`);
      verdicts.push({ name, outcome: "NOT RUN", reason });
      continue;
    }
    console.log(`\n=== ${name}`);
    const begin = performance.now();
    let outcome = "PASSED";
    try {
      await run();
    } catch (error) {
      outcome = "FAILED";
      console.error(error.message);
    }
    verdicts.push({ name, outcome, milliseconds: performance.now() - begin });
    console.log(`=== ${name}: ${outcome} in ${seconds(performance.now() - begin)}`);
  }
  return verdicts;
}

/** Those of the checks that the command line names, or all; an unknown name is an error. */
export function choose(checks, names) {
  for (const name of names) {
    if (!checks.some((check) => check.name === name)) {
      throw new Error(`No check is called "${name}"; there are: ${checks.map((check) => check.name).join(", ")}`);
    }
  }
  return names.length === 0 ? checks : checks.filter((check) => names.includes(check.name));
}
