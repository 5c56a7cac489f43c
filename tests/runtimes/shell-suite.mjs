/** What every runtime runs on the installed package with just-bash beside it. */
import { createConsoleToolset, StateBackend } from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { Collector, equal } from "./collector.mjs";

const BUSY = "while true; do :; done";
const SOON_MS = 300;
/** Long enough for a slow machine, and less than what would end the command otherwise. */
const PROMPT_MS = 20_000;

const tree = {
  "/src/a.txt": "one\nTASK y\nthree\n",
  "/src/deep/b.txt": "TASK x\nfour\n",
  "/.env": "KEY=1\n",
};

async function within(ms, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function withShell(options, use) {
  using files = await StateBackend.create({ files: tree });
  using sandbox = await createBashSandbox(files, options);
  return await use((command, more) => within(PROMPT_MS, sandbox.execute(command, more)), files, sandbox);
}

const textOf = async (files, path) => (await files.read(path, { format: "raw" })).text;

/** The reason with which `work` ends once it is aborted, soon. */
async function abortReason(work) {
  const controller = new AbortController();
  setTimeout(() => controller.abort("enough"), SOON_MS);
  return work(controller.signal).then(
    (result) => `none but ${JSON.stringify(result)}`,
    (reason) => reason,
  );
}

/** `workers`: whether commands must run in workers here; `zlib`: whether there is gzip. */
export function runShellSuite({ workers, zlib }) {
  const collector = new Collector();
  const { it } = collector;

  collector.describe("shell", () => {
    for (const worker of [true, false]) {
      it(`pipes files through commands, ours and others${worker ? "" : ", in the caller's thread"}`, async () => {
        await withShell({ worker }, async (run) => {
          const { stdout, stderr, exitCode } = await run("grep -rh -e TASK -e three src | sort | awk '{ print $NF }'");
          equal({ stdout, stderr, exitCode }, { stdout: "x\ny\nthree\n", stderr: "", exitCode: 0 });
          equal(
            (await run("rg -l TASK | wc -l; find src -name '*.txt' | xargs cat | sed -n s/T/t/p")).stdout,
            "2\ntASK y\ntASK x\n",
          );
          equal((await run("jq -c '.a + 1'", { stdin: '{ "a": 1 }' })).stdout, "2\n");
        });
      });
    }
    it("writes what the backend reads, and reads what the backend writes", async () => {
      await withShell({}, async (run, files) => {
        await run("mkdir -p out && tr a-z A-Z < src/a.txt > out/upper.txt && printf 'é\\n' >> out/upper.txt");
        equal(await textOf(files, "/out/upper.txt"), "ONE\nTASK Y\nTHREE\né\n");
        await files.write("/out/new.txt", "x\n".repeat(3));
        equal((await run("wc -l < new.txt", { cwd: "/out" })).stdout.trim(), "3");
      });
    });
    it("is a tool", async () => {
      await withShell({}, async (_run, _files, sandbox) => {
        using toolset = await createConsoleToolset({
          backend: sandbox,
          permissions: null,
          requireExecuteApproval: false,
        });
        equal((await toolset.call("execute", { command: "cat src/a.txt | tail -1" })).text.trim(), "three");
      });
    });
    it("refuses a path as a rule says, and tells so", async () => {
      await withShell({ permissions: "PERMISSIVE" }, async (run, files) => {
        const read = await run("cat .env; echo on");
        equal(read.stdout, "on\n");
        equal(/denied by rule '\*\*\/\.env'/.test(read.stderr), true);
        equal(
          read.denials.map(({ path, operation }) => `${operation} ${path}`),
          ["read /.env"],
        );
        const written = await run("echo KEY=2 > .env");
        equal([/denied by rule/.test(written.stderr), written.exitCode === 0], [true, false]);
        equal(await textOf(files, "/.env"), "KEY=1\n");
      });
    });
    it("ends a command that waits too long, or is aborted", async () => {
      await withShell({}, async (run) => {
        equal((await run("sleep 100", { timeoutMs: SOON_MS })).exitCode, 124);
        equal(await abortReason((signal) => run("sleep 100", { signal })), "enough");
        equal((await run("echo on")).stdout, "on\n");
      });
    });
    if (workers) {
      it("ends a busy loop at the time limit, or when it is aborted, and works on", async () => {
        await withShell({}, async (run) => {
          equal((await run(BUSY, { timeoutMs: SOON_MS })).exitCode, 124);
          equal(await abortReason((signal) => run(BUSY, { signal })), "enough");
          equal((await run("echo on")).stdout, "on\n");
        });
      });
      it("leaves the caller's thread free while a command is busy", async () => {
        await withShell({}, async (run) => {
          await run("true");
          let ticks = 0;
          const ticking = setInterval(() => ticks++, 20);
          await run(BUSY, { timeoutMs: SOON_MS });
          clearInterval(ticking);
          equal(ticks > 3, true);
        });
      });
    }
    it("ends a busy loop at its limits", async () => {
      await withShell({ worker: workers, limits: { iterations: 10_000 } }, async (run) => {
        const { exitCode, stderr } = await run(BUSY);
        equal([exitCode, /10000/.test(stderr)], [126, true]);
        equal((await run("echo on")).stdout, "on\n");
      });
    });
    it(zlib ? "has gzip" : "says that it has no gzip", async () => {
      await withShell({}, async (run) => {
        const { stdout, stderr, exitCode } = await run("gzip -c src/a.txt | gunzip -c | head -1");
        if (zlib) equal({ stdout, stderr, exitCode }, { stdout: "one\n", stderr: "", exitCode: 0 });
        else equal([stdout, /^gzip: .*compression is not available in this runtime$/m.test(stderr)], ["", true]);
      });
    });
  });
  return collector.run();
}
