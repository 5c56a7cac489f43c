import type { Sandbox } from "../sandbox.js";
import { check, equal, failsWith, ok, throwsReason } from "./assert.js";
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
        check(/\/d\na b\nin\n$/.test(result.stdout), `The output is ${result.stdout}`);
      },
    },
    {
      name: "standard input is bytes or text, and at its end when there is none",
      async run(sandbox) {
        ok(await sandbox.execute("cat > in.bin", { stdin: new Uint8Array([255, 0, 10]) }));
        equal(ok(await sandbox.readBytes("/in.bin")).bytes, new Uint8Array([255, 0, 10]), "bytes");
        equal(ok(await sandbox.execute("cat", { stdin: "\u00e9\u{1f600}" })).stdout, "\u00e9\u{1f600}", "text");
        equal(ok(await sandbox.execute("cat; echo on", { timeoutMs: 20_000 })).stdout, "on\n", "nothing");
      },
    },
    {
      name: "a variable is data, whatever it holds",
      async run(sandbox) {
        const value = "$(touch made) `touch made`; '\"\\ \n$HOME";
        equal(ok(await sandbox.execute('printf %s "$A"', { env: { A: value } })).stdout, value, "value");
        await sandbox.execute("true", { env: { "A=1;touch made;B": "1" } });
        await sandbox.execute("true", { env: { "$(touch made)": "1" } });
        equal(await sandbox.exists("/made"), false, "file made by a variable");
      },
    },
    {
      name: "what makes no sense is refused before anything runs",
      files: { "/file": "" },
      async run(sandbox) {
        failsWith(await sandbox.execute("touch made\0"), "invalid_argument");
        failsWith(await sandbox.execute("touch made", { timeoutMs: -1 }), "invalid_argument", /timeoutMs.*-1/);
        failsWith(await sandbox.execute("touch made", { timeoutMs: Number.NaN }), "invalid_argument");
        failsWith(await sandbox.execute("touch made", { env: { A: 1 as never } }), "invalid_argument", /'A'/);
        failsWith(await sandbox.execute("touch made", { cwd: "/nowhere" }), "not_found", /nowhere/);
        failsWith(await sandbox.execute("touch made", { cwd: "/file" }), "not_a_directory");
        equal(await sandbox.exists("/made"), false, "file made by a refused command");
      },
    },
    {
      name: "long output is cut, and said to be",
      async run(sandbox) {
        const { output, truncated, exitCode } = ok(await sandbox.execute("seq 1 40000; exit 3"));
        equal([truncated, exitCode], [true, 3], "truncated and exit code");
        check(output.startsWith("1\n2\n3\n"), `The output begins with ${output.slice(0, 20)}`);
        check(output.length <= 100_000, `The output has ${output.length} characters`);
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
      name: "an onOutput that throws disturbs nobody",
      async run(sandbox) {
        const onOutput = (): never => {
          throw new Error("not ours");
        };
        const result = ok(await sandbox.execute("echo out; echo err >&2; exit 4", { onOutput }));
        equal([result.stdout, result.stderr, result.exitCode], ["out\n", "err\n", 4], "result");
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
      name: "an aborted command does nothing more, with all that it started",
      async run(sandbox) {
        const controller = new AbortController();
        setTimeout(() => controller.abort("enough"), 200);
        const command = "(sleep 1; echo x > late.txt) | cat";
        await throwsReason(() => sandbox.execute(command, { signal: controller.signal }), "enough");
        await new Promise((resolve) => setTimeout(resolve, 1500));
        equal(await sandbox.exists("/late.txt"), false, "file written after the abort");
        await throwsReason(() => sandbox.execute("echo x > late.txt", { signal: controller.signal }), "enough");
        equal(await sandbox.exists("/late.txt"), false, "file of a command that was aborted before");
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
