/**
 * What every runtime with processes runs: the contract of sandboxes over the host's shell, and what only real processes show.
 *
 *     node tests/runtimes/host-shell/main.mjs
 *     deno run -A tests/runtimes/host-shell/main.mjs
 *     bun tests/runtimes/host-shell/main.mjs
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { asBackend, HostShell } from "nacre";
import { sandboxContract } from "nacre/testing";
import { Collector, equal } from "../collector.mjs";

const newFolder = () => realpathSync(mkdtempSync(join(tmpdir(), "nacre-host-shell-")));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The host's shell and the folder that it runs in, as a sandbox. */
function sandbox() {
  const root = newFolder();
  const shell = new HostShell({ cwd: root });
  const at = (path) => join(root, path);
  const made = asBackend({
    readBytes: (path) => readFile(at(path)),
    async write(path, content) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), content);
    },
    ls: async (path) =>
      (await readdir(at(path), { withFileTypes: true })).map((row) => ({ name: row.name, isDir: row.isDirectory() })),
    remove: (path) => rm(at(path), { recursive: true }),
    execute: (command, options) => shell.execute(command, options),
    background: shell.background,
  });
  made.dispose = () => {
    shell.dispose();
    rmSync(root, { recursive: true, force: true });
  };
  return made;
}

async function withShell(options, use) {
  const cwd = newFolder();
  const shell = new HostShell({ cwd, ...options });
  try {
    return await use(shell, cwd);
  } finally {
    await shell.stop();
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** How many of them run; the dead whom nobody has buried do not count. */
async function living(pids) {
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "0 (gone) Z")));
  return stats.filter((stat) => !/\) [ZX]/.test(stat)).length;
}

const collector = new Collector();
const { it } = collector;

sandboxContract({ name: "HostShell on a folder", create: sandbox, runner: collector });

it("a deaf grandchild ends with an abort", async () => {
  await withShell({}, async (shell, cwd) => {
    const controller = new AbortController();
    const command = "(trap '' TERM INT HUP; sleep 1; echo late > late) > /dev/null 2>&1 & echo $! > pid; sleep 30";
    const running = shell.execute(command, { signal: controller.signal }).catch((reason) => reason);
    while (!existsSync(join(cwd, "pid"))) await sleep(10);
    await sleep(100);
    controller.abort("enough");
    equal(await running, "enough");
    await sleep(1200);
    equal(existsSync(join(cwd, "late")), false);
  });
});
it("fifty sleepers end with a timeout", async () => {
  await withShell({}, async (shell) => {
    const { stdout, exitCode } = await shell.execute("for i in $(seq 50); do sleep 60 & echo $!; done; wait", {
      timeoutMs: 1500,
    });
    const pids = stdout.trim().split("\n").map(Number);
    equal([pids.length, exitCode, await living(pids)], [50, 124, 0]);
  });
});
it("what holds the output open does not keep the answer", async () => {
  await withShell({}, async (shell) => {
    const start = Date.now();
    const { stdout, exitCode, stderr } = await shell.execute("sleep 60 & echo $!; exit 5");
    equal([exitCode, /left running/.test(stderr), Date.now() - start < 5000], [5, true, true]);
    equal(await living([Number(stdout)]), 0);
    equal((await shell.execute("setsid sleep 20 & sleep 0.1; echo done")).stdout, "done\n");
    equal(Date.now() - start < 10_000, true);
  });
});
it("ten megabytes go in, and a hundred out", async () => {
  await withShell({ limits: { outputBytes: 2 ** 30 } }, async (shell, cwd) => {
    const stdin = "0123456789abcdé".repeat(625_000);
    equal(Number((await shell.execute("tee copy | wc -c", { stdin })).stdout), 10_000_000);
    equal((await readFile(join(cwd, "copy"), "utf8")) === stdin, true);
    equal((await shell.execute("true", { stdin })).exitCode, 0);
    let seen = 0;
    const onOutput = ({ text }) => {
      seen += text.length;
    };
    const { truncated } = await shell.execute("head -c 100000000 /dev/zero | tr '\\0' x", { onOutput });
    equal([seen, truncated], [100_000_000, true]);
  });
});
it("a command that prints for ever is ended", async () => {
  await withShell({ limits: { outputBytes: 1_000_000 } }, async (shell) => {
    const { exitCode, stderr, truncated } = await shell.execute("yes");
    equal([exitCode, stderr, truncated], [126, "Error: Command ended after 1000000 bytes of output\n", true]);
  });
});
it("signals are exit codes", async () => {
  await withShell({}, async (shell) => {
    equal((await shell.execute("kill -TERM $$")).exitCode, 143);
    equal((await shell.execute("kill -KILL $$")).exitCode, 137);
  });
});
it("our variables stay ours", async () => {
  process.env.NACRE_TEST_TOKEN = "secret";
  const odd = JSON.parse('{"__proto__": "p", "a b": "1"}');
  await withShell({}, async (shell) => {
    equal((await shell.execute('echo "$NACRE_TEST_TOKEN,$A"', { env: { A: "b" } })).stdout, ",b\n");
    equal((await shell.execute("echo on", { env: { ...odd } })).stdout, "on\n");
    equal((await shell.execute("echo on", { env: { "A=B": "x" } })).error.code, "invalid_argument");
  });
  await withShell({ inheritEnv: true }, async (shell) => {
    equal((await shell.execute("echo $NACRE_TEST_TOKEN")).stdout, "secret\n");
  });
});
it("what cannot start says why", async () => {
  await withShell({ shell: "/no/such/shell" }, async (shell) => {
    equal((await shell.execute("true")).error, {
      code: "not_found",
      message: "Cannot run commands: there is no shell '/no/such/shell'",
    });
    equal((await shell.background.start("true")).error.code, "not_found");
  });
  await withShell({}, async (shell) => {
    equal((await shell.execute(`echo ${"x".repeat(4 << 20)}`)).error.code, "limit_exceeded");
    equal((await shell.execute("true", { cwd: "../.." })).error.code, "permission_denied");
  });
});
it("a stop ends all that runs", async () => {
  await withShell({}, async (shell) => {
    const running = shell.execute("echo begun; sleep 60");
    const { pid } = await shell.background.start("sleep 60");
    await sleep(300);
    await shell.stop();
    const { stdout, exitCode } = await running;
    equal([stdout, exitCode, await living([pid])], ["begun\n", 137, 0]);
  });
});

const { passed, failures } = await collector.run();
for (const failure of failures) console.error(failure);

// Left running on purpose: it must not keep this process alive, nor outlive it.
const left = await new HostShell({ cwd: tmpdir() }).background.start("sleep 60");
console.log(`left running: ${left.pid}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
