import type { Sandbox } from "../sandbox.js";
import { check, equal, ok, throwsReason } from "./assert.js";
import type { Section } from "./runner.js";

export const executing: Section<Sandbox> = {
  name: "executing",
  cases: [
    {
      name: "a command's output and exit code come back",
      files: { "/a.txt": "one\ntwo\n" },
      async run(sandbox) {
        const result = ok(await sandbox.execute("cat a.txt; echo oops >&2; exit 3"));
        equal([result.stdout, result.stderr, result.exitCode], ["one\ntwo\n", "oops\n", 3], "result");
        equal(result.output, "one\ntwo\noops\n", "output");
        equal(result.truncated, false, "truncated");
      },
    },
    {
      name: "commands and methods see the same files",
      async run(sandbox) {
        ok(await sandbox.write("/d/in.txt", "hi\n"));
        ok(await sandbox.execute("cp d/in.txt d/out.txt && mkdir -p e && mv d/in.txt e/"));
        equal(ok(await sandbox.read("/d/out.txt", { format: "raw" })).text, "hi\n", "copied");
        equal([await sandbox.exists("/d/in.txt"), await sandbox.exists("/e/in.txt")], [false, true], "moved");
      },
    },
    {
      name: "env, cwd and stdin are handed on",
      files: { "/d/x": "" },
      async run(sandbox) {
        const result = ok(
          await sandbox.execute('pwd; echo "$GREETING"; cat', { cwd: "/d", env: { GREETING: "a b" }, stdin: "in\n" }),
        );
        equal(result.stdout, "/d\na b\nin\n", "output");
      },
    },
    {
      name: "output is told as it comes",
      async run(sandbox) {
        const chunks: string[] = [];
        ok(
          await sandbox.execute("echo out; echo err >&2", {
            onOutput: ({ stream, text }) => chunks.push(`${stream}:${text}`),
          }),
        );
        equal(chunks.sort().join(""), "stderr:err\nstdout:out\n", "chunks");
      },
    },
    {
      name: "a command that takes too long is ended with 124",
      async run(sandbox) {
        const result = ok(await sandbox.execute("sleep 30", { timeoutMs: 200 }));
        equal(result.exitCode, 124, "exit code");
        check(/timed out/.test(result.output), `The output is ${result.output}`);
      },
    },
    {
      name: "an abort ends a command",
      async run(sandbox) {
        const controller = new AbortController();
        const reason = new Error("enough");
        setTimeout(() => controller.abort(reason), 100);
        await throwsReason(() => sandbox.execute("sleep 30", { signal: controller.signal }), reason);
        equal(ok(await sandbox.execute("echo on")).stdout, "on\n", "output of the next command");
      },
    },
    {
      name: "a syntax error is a failed command",
      async run(sandbox) {
        check(ok(await sandbox.execute("if then")).exitCode !== 0, "The exit code is 0");
      },
    },
  ],
};
