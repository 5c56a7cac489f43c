import type { Sandbox } from "../sandbox.js";
import { check, equal, ok } from "./assert.js";
import type { Section } from "./runner.js";

/** What a sandbox promises that gives out output while a command runs. */
export const streaming: Section<Sandbox> = {
  name: "streaming",
  cases: [
    {
      name: "output is told before the command is over, in order",
      async run(sandbox) {
        const seen: { readonly text: string; readonly at: number }[] = [];
        const result = ok(
          await sandbox.execute("echo one; sleep 1; echo two", {
            onOutput: ({ text }) => void seen.push({ text, at: Date.now() }),
          }),
        );
        equal(seen.map(({ text }) => text).join(""), "one\ntwo\n", "chunks");
        equal(result.stdout, "one\ntwo\n", "output");
        const waited = (seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0);
        check(waited > 500, `The first chunk came ${waited} ms before the last`);
      },
    },
    {
      name: "characters stay whole across chunks, and broken ones become U+FFFD",
      async run(sandbox) {
        const chunks: string[] = [];
        const command =
          "printf 'a\\303'; sleep 0.3; printf '\\251\\360\\237'; sleep 0.3; printf '\\230\\200\\377b\\303'";
        const { stdout } = ok(await sandbox.execute(command, { onOutput: ({ text }) => void chunks.push(text) }));
        equal(stdout, "a\u00e9\u{1f600}\ufffdb\ufffd", "output");
        equal(chunks.join(""), stdout, "chunks together");
      },
    },
    {
      name: "a timeout keeps what was printed before it",
      async run(sandbox) {
        const result = ok(await sandbox.execute("echo begun; sleep 30", { timeoutMs: 500 }));
        equal([result.stdout, result.exitCode], ["begun\n", 124], "output and exit code");
        check(/timed out/.test(result.stderr), `Standard error is ${result.stderr}`);
      },
    },
    {
      name: "a background shell tells what is new while it runs",
      async run({ background }) {
        if (!background) return;
        const { shellId } = ok(
          await background.start("echo one; sleep 1; printf '\\303'; sleep 1; printf '\\251'; sleep 30"),
        );
        const printed = async (expected: string): Promise<string> => {
          let text = "";
          for (let tries = 0; tries < 100 && !text.includes(expected); tries++) {
            const page = ok(await background.output(shellId));
            equal(page.running, true, "running");
            text += page.stdout;
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          return text;
        };
        equal(await printed("one\n"), "one\n", "first output");
        equal(await printed("\u00e9"), "\u00e9", "later output");
        equal(ok(await background.kill(shellId)).killed, true, "killed");
      },
    },
  ],
};
