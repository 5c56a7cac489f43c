import type { Background, BackgroundOutputResult, Sandbox } from "../sandbox.js";
import { check, equal, failsWith, ok } from "./assert.js";
import type { Case, Section } from "./runner.js";

type Page = Extract<BackgroundOutputResult, { readonly error?: undefined }>;

/** The whole output of a shell, once it has ended. */
async function ending(background: Background, shellId: string): Promise<Page> {
  let [stdout, stderr] = ["", ""];
  for (let tries = 0; tries < 200; tries++) {
    const page = ok(await background.output(shellId));
    stdout += page.stdout;
    stderr += page.stderr;
    if (!page.running) return { ...page, stdout, stderr };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The background shell ${shellId} goes on`);
}

/** A case for those sandboxes that have background shells. */
function beside(name: string, run: (background: Background, sandbox: Sandbox) => Promise<void>): Case<Sandbox> {
  return {
    name,
    async run(sandbox) {
      if (sandbox.background) await run(sandbox.background, sandbox);
    },
  };
}

export const runningBeside: Section<Sandbox> = {
  name: "background shells",
  cases: [
    beside("one runs beside other commands, and its output comes once", async (background, sandbox) => {
      const { shellId, command } = ok(await background.start("sleep 0.5; echo out; echo err >&2; exit 3"));
      equal(command, "sleep 0.5; echo out; echo err >&2; exit 3", "command");
      equal(ok(await background.output(shellId)).running, true, "running");
      equal(ok(await sandbox.execute("echo on")).stdout, "on\n", "output of another command");
      const { stdout, stderr, exitCode } = await ending(background, shellId);
      equal([stdout, stderr, exitCode], ["out\n", "err\n", 3], "result");
      const after = ok(await background.output(shellId));
      equal([after.stdout, after.stderr, after.exitCode], ["", "", 3], "second reading");
    }),
    beside("a kill ends one, and tells whether it was running", async (background, sandbox) => {
      const { shellId } = ok(await background.start("sleep 1; echo x > late.txt"));
      equal(ok(await background.kill(shellId)), { shellId, killed: true }, "first kill");
      equal(ok(await background.output(shellId)).running, false, "running");
      equal(ok(await background.kill(shellId)).killed, false, "second kill");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      equal(await sandbox.exists("/late.txt"), false, "file written after the kill");
    }),
    beside("all are listed, also those that have ended", async (background) => {
      const first = ok(await background.start("true"));
      const second = ok(await background.start("sleep 30"));
      await ending(background, first.shellId);
      const { shells } = ok(await background.list());
      const rows = shells.map(({ shellId, command, running }) => [shellId, command, running]);
      equal(
        rows,
        [
          [first.shellId, "true", false],
          [second.shellId, "sleep 30", true],
        ],
        "list",
      );
      ok(await background.kill(second.shellId));
    }),
    beside("one that is not there is told as that", async (background) => {
      const { stdout, stderr, running, exitCode } = ok(await background.output("bg_99"));
      equal([stdout, running, exitCode], ["", false, null], "state");
      check(/bg_99/.test(stderr), `Standard error is ${stderr}`);
      equal(ok(await background.kill("bg_99")).killed, false, "killed");
    }),
    beside("what makes no sense does not start", async (background) => {
      failsWith(await background.start("echo \0"), "invalid_argument");
      equal(ok(await background.list()).shells.length, 0, "shells");
    }),
  ],
};
