import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  type AskRequest,
  asBackend,
  DisposedError,
  type Execution,
  HostShell,
  type HostShellOptions,
  MisuseError,
  PermissionChecker,
  type Sandbox,
} from "nacre";
import { sandboxContract } from "nacre/testing";
import { checkHandles, ok, runner, testCore } from "./support.js";

checkHandles();

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let folder = "";
const shells: HostShell[] = [];

beforeEach(async () => {
  folder = await realpath(mkdtempSync(join(tmpdir(), "nacre-host-shell-")));
});

afterEach(async () => {
  for (const shell of shells.splice(0)) await shell.stop();
  rmSync(folder, { recursive: true, force: true });
});

function shellOf(options: Partial<HostShellOptions> = {}): HostShell {
  const shell = new HostShell({ cwd: folder, ...options });
  shells.push(shell);
  return shell;
}

async function run(command: string, options: Parameters<HostShell["execute"]>[1] = {}): Promise<Execution> {
  return ok(await shellOf().execute(command, options));
}

/** Whether a process is there and no zombie, which a machine without an init process keeps. */
async function lives(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "0 (gone) Z");
  return !/^\d+ \(.*\) [ZX]/s.test(stat);
}

async function living(pids: readonly number[]): Promise<number> {
  return (await Promise.all(pids.map(lives))).filter(Boolean).length;
}

const numbersIn = (text: string): number[] => text.trim().split(/\s+/).map(Number);

/** The shell and the folder that it runs in, as a sandbox. */
function sandboxOn(root: string): Sandbox & { dispose(): void } {
  const shell = new HostShell({ cwd: root });
  const at = (path: string): string => join(root, path);
  const sandbox = asBackend({
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
  return Object.assign(sandbox, {
    dispose: () => {
      shell.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  });
}

sandboxContract({
  name: "HostShell on a folder",
  create: async () => sandboxOn(await realpath(mkdtempSync(join(tmpdir(), "nacre-contract-")))),
  runner,
});

describe("nothing outlives its command", () => {
  it("a grandchild that ignores signals and closes its output ends with an abort", async () => {
    const controller = new AbortController();
    const deaf = `(trap '' TERM INT HUP; sleep 1; echo late > late.txt) > /dev/null 2>&1 &`;
    const started = shellOf().execute(`${deaf} echo $! > pid; sleep 30`, { signal: controller.signal });
    while (!existsSync(join(folder, "pid"))) await sleep(10);
    await sleep(100);
    controller.abort("enough");
    await expect(started).rejects.toBe("enough");
    await sleep(1200);
    expect(readdirSync(folder)).toEqual(["pid"]);
  });

  it("fifty sleepers end with a timeout", async () => {
    const { stdout, exitCode } = await run("for i in $(seq 50); do sleep 60 & echo $!; done; wait", {
      timeoutMs: 1500,
    });
    const pids = numbersIn(stdout);
    expect([pids.length, exitCode]).toEqual([50, 124]);
    expect(await living(pids)).toBe(0);
  });

  it("what holds the output open does not keep the answer", async () => {
    const start = Date.now();
    const { stdout, stderr, exitCode } = await run("sleep 60 & echo $!; exit 5");
    expect(Date.now() - start).toBeLessThan(5000);
    expect([exitCode, stderr]).toEqual([5, expect.stringMatching(/left running were ended/)]);
    expect(await living(numbersIn(stdout))).toBe(0);
  });

  it("not even what has left the group", async () => {
    const start = Date.now();
    const { stdout } = await run("setsid sleep 20 & sleep 0.1; echo done");
    expect([stdout, Date.now() - start < 5000]).toEqual(["done\n", true]);
  });

  it("what prints into a file ends too, and the model is told", async () => {
    const { stdout, stderr } = await run("sleep 60 > log 2>&1 & echo $!");
    expect(stderr).toMatch(/left running were ended/);
    expect(await living(numbersIn(stdout))).toBe(0);
  });

  it("the last words of what ends soon after the shell are read", async () => {
    expect(await run("(sleep 0.05; echo late) & echo soon")).toMatchObject({ stdout: "soon\nlate\n", stderr: "" });
  });

  it("a stop ends commands and background shells, and the next one runs", async () => {
    const shell = shellOf();
    const running = shell.execute("echo begun; sleep 60");
    const { shellId, pid } = ok(await shell.background.start("sleep 60"));
    await sleep(200);
    await shell.stop();
    expect(await running).toMatchObject({
      stdout: "begun\n",
      stderr: "Error: Command ended: the shell was stopped\n",
      exitCode: 137,
    });
    expect(await lives(pid ?? 0)).toBe(false);
    expect(ok(await shell.background.list()).shells).toEqual([]);
    expect(ok(await shell.background.output(shellId)).stderr).toBe(`No such background shell: ${shellId}`);
    expect(ok(await shell.execute("echo on")).stdout).toBe("on\n");
  });

  it("a stop also ends what is about to start", async () => {
    const shell = shellOf();
    const starts = [shell.execute("touch made"), shell.background.start("touch made")];
    await shell.stop();
    for (const start of starts) expect((await start).error?.code).toBe("cancelled");
    await sleep(200);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("a disposed shell throws, and so does what it was running", async () => {
    const shell = shellOf();
    const running = shell.execute("sleep 60");
    await sleep(100);
    shell.dispose();
    await expect(running).rejects.toBeInstanceOf(DisposedError);
    await expect(shell.execute("true")).rejects.toBeInstanceOf(DisposedError);
    await expect(shell.background.start("true")).rejects.toBeInstanceOf(DisposedError);
  });

  it.each([
    ["at its end", ""],
    ["at process.exit", "process.exit(0);"],
    ["at an error", "setTimeout(() => { throw new Error('expected'); });"],
    ["at a signal", "process.kill(process.pid, 'SIGTERM'); await new Promise((done) => setTimeout(done, 10_000));"],
    ["at SIGQUIT", "process.kill(process.pid, 'SIGQUIT'); await new Promise((done) => setTimeout(done, 10_000));"],
  ])("the process of ours kills what is left, %s", async (_, last) => {
    const program = `
      import { HostShell } from "nacre";
      const shell = new HostShell({ cwd: ${JSON.stringify(folder)} });
      const { pid } = await shell.background.start("sleep 60 & echo $! > child; sleep 60");
      await shell.execute("while ! test -s child; do sleep 0.01; done");
      console.log(pid);
      ${last}`;
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const node = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let stdout = "";
    node.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    const [code, signal] = await new Promise<unknown[]>((resolve) => node.on("close", (...how) => resolve(how)));
    if (last.includes("SIGTERM")) expect([code, signal]).toEqual([null, "SIGTERM"]);
    const child = Number(await readFile(join(folder, "child"), "utf8"));
    await sleep(100);
    expect([Number(stdout) > 0, await living([Number(stdout), child])]).toEqual([true, 0]);
  });

  it("listens to the end of the process only while something runs", async () => {
    const counts = (): number[] =>
      ["exit", "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"].map((name) => process.listenerCount(name));
    const before = counts();
    const shell = shellOf();
    const { shellId } = ok(await shell.background.start("sleep 60"));
    await shell.execute("true");
    expect(counts()).toEqual(before.map((count) => count + 1));
    await shell.background.kill(shellId);
    expect(counts()).toEqual(before);
  });
});

describe("output", () => {
  it("200 MB go through in little memory", async () => {
    let seen = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    const result = ok(
      await shellOf({ limits: { outputBytes: 2 ** 30 } }).execute(
        "head -c 200000000 /dev/zero | tr '\\0' x; echo end >&2",
        {
          onOutput: ({ text }) => {
            seen += text.length;
            most = Math.max(most, process.memoryUsage.rss());
          },
        },
      ),
    );
    expect([seen, result.exitCode, result.truncated, result.stdout.length]).toEqual([200_000_004, 0, true, 100_000]);
    expect(result.stderr).toBe("end\n");
    expect(most - before).toBeLessThan(150e6);
  });

  it("a command that prints for ever is ended, and says why", async () => {
    let seen = 0;
    const onOutput = ({ text }: { text: string }): void => {
      seen += text.length;
    };
    const shell = shellOf({ limits: { outputBytes: 1_000_000 } });
    const result = ok(await shell.execute("yes", { onOutput }));
    expect(result).toMatchObject({ exitCode: 126, truncated: true });
    expect(result.output.length).toBeLessThanOrEqual(100_000);
    expect(result.output.endsWith("\nError: Command ended after 1000000 bytes of output\n")).toBe(true);
    expect(seen).toBe(1_000_000);
  });

  it("ten megabytes go in and out", async () => {
    const stdin = "0123456789abcdé".repeat(625_000);
    const { stdout } = await run("tee copy | wc -c", { stdin });
    expect(Number(stdout)).toBe(10_000_000);
    expect(await readFile(join(folder, "copy"), "utf8")).toBe(stdin);
  });

  it("a command that reads none of its input disturbs nobody", async () => {
    expect(await run("exec <&-; echo on", { stdin: new Uint8Array(10_000_000) })).toMatchObject({ stdout: "on\n" });
    expect(await run("true", { stdin: new Uint8Array(10_000_000) })).toMatchObject({ exitCode: 0 });
  });

  it("is cut by characters, never within one", async () => {
    const shell = shellOf({ limits: { outputChars: 4 } });
    const cut = ok(await shell.execute("printf 'abc\\360\\237\\230\\200d'; printf xyz >&2"));
    expect(cut).toMatchObject({ stdout: "abc", stderr: "xyz", output: "abcx", truncated: true });
    expect(ok(await shell.execute("printf abcd"))).toMatchObject({ stdout: "abcd", truncated: false });
  });

  it("keeps a byte order mark, and NUL", async () => {
    expect((await run("printf '\\357\\273\\277a\\0b'")).stdout).toBe("\ufeffa\0b");
  });

  it("an onOutput that rejects disturbs nobody", async () => {
    const onOutput = async (): Promise<void> => {
      throw new Error("not ours");
    };
    expect(await run("echo out", { onOutput })).toMatchObject({ stdout: "out\n", exitCode: 0 });
  });
});

describe("exit codes", () => {
  it("are the command's, or 128 and the signal", async () => {
    expect((await run("exit 255")).exitCode).toBe(255);
    expect((await run("kill -TERM $$")).exitCode).toBe(143);
    expect((await run("kill -KILL $$")).exitCode).toBe(137);
    expect((await run("nothing-of-that-name")).exitCode).toBe(127);
  });
});

describe("surroundings", () => {
  it("secrets in our environment do not reach a command, unless that is asked for", async () => {
    process.env["NACRE_TEST_TOKEN"] = "secret";
    try {
      const { stdout } = await run("env");
      expect(stdout).toMatch(/^PATH=/m);
      expect(stdout).not.toContain("secret");
      const all = ok(await shellOf({ inheritEnv: true }).execute("echo $NACRE_TEST_TOKEN"));
      expect(all.stdout).toBe("secret\n");
    } finally {
      delete process.env["NACRE_TEST_TOKEN"];
    }
  });

  it("a call's variables go before the shell's, and those before what is inherited", async () => {
    const shell = shellOf({ env: { A: "shell", B: "shell", HOME: "/home/of/shell" } });
    const { stdout } = ok(await shell.execute('echo "$A $B $HOME"', { env: { A: "call" } }));
    expect(stdout).toBe("call shell /home/of/shell\n");
  });

  it.each([
    ["", "x", /must not be empty/],
    ["A=B", "x", /"A=B"/],
    ["A\0", "x", /NUL/],
    ["A", "x\0y", /'A' must not hold NUL/],
  ])("refuses the variable %j=%j", async (name, value, words) => {
    const { error } = await shellOf().execute("touch made", { env: { [name]: value } });
    expect([error?.code, error?.message]).toEqual(["invalid_argument", expect.stringMatching(words)]);
    expect(() => shellOf({ env: { [name]: value } })).toThrow(MisuseError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("odd names are data", async () => {
    const env = JSON.parse('{"__proto__": "p", "a b": "1", "é": "2", "-x": "3"}');
    // `sh` would drop names that it cannot use itself.
    const { stdout } = ok(await shellOf({ shell: ["env"] }).execute("env", { env }));
    for (const line of ["__proto__=p", "a b=1", "é=2", "-x=3"]) expect(stdout.split("\n")).toContain(line);
  });

  it("cwd stays inside the folder", async () => {
    mkdirSync(join(folder, "in/..deep"), { recursive: true });
    writeFileSync(join(folder, "file"), "");
    symlinkSync("/", join(folder, "out"));
    symlinkSync("in", join(folder, "link"));
    const pwd = async (cwd: unknown): Promise<string> => {
      const result = await shellOf().execute("pwd -P", { cwd: cwd as string });
      return result.error ? result.error.code : result.stdout.trim().slice(folder.length);
    };
    expect(await Promise.all(["", ".", "/", "in", "/in/..deep", "link", "in/.."].map(pwd))).toEqual([
      "",
      "",
      "",
      "/in",
      "/in/..deep",
      "/in",
      "",
    ]);
    expect(await Promise.all(["..", "../", "out", "/out/etc", "in/../../.."].map(pwd))).toEqual(
      Array(5).fill("permission_denied"),
    );
    expect(await Promise.all(["nowhere", "file", "in\0", 7].map(pwd))).toEqual([
      "not_found",
      "not_a_directory",
      "invalid_path",
      "invalid_argument",
    ]);
  });

  it("a folder that is not there is said to be", async () => {
    const { error } = await shellOf({ cwd: join(folder, "gone") }).execute("pwd");
    expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("gone") });
  });
});

describe("the shell", () => {
  it("is the one that was chosen", async () => {
    expect(ok(await shellOf({ shell: "bash" }).execute("echo $BASH")).stdout).toMatch(/bash$/m);
    const strict = shellOf({ shell: ["bash", "-e", "-o", "pipefail", "-c"] });
    expect(ok(await strict.execute("false | true; echo on"))).toMatchObject({ stdout: "", exitCode: 1 });
  });

  it("that is not there is a clear failure", async () => {
    const shell = shellOf({ shell: "/no/such/shell" });
    const failure = { code: "not_found", message: "Cannot run commands: there is no shell '/no/such/shell'" };
    expect((await shell.execute("true")).error).toEqual(failure);
    expect((await shell.background.start("true")).error).toEqual(failure);
    expect(ok(await shell.background.list()).shells).toEqual([]);
    writeFileSync(join(folder, "plain"), "");
    expect((await shellOf({ shell: join(folder, "plain") }).execute("true")).error?.code).toBe("permission_denied");
  });

  it("says when a command is too long for the system", async () => {
    const { error } = await shellOf().execute(`echo ${"x".repeat(4 << 20)}`);
    expect(error).toMatchObject({ code: "limit_exceeded", message: expect.stringMatching(/write it to a file/) });
  });

  it.each([
    [{ cwd: "" }, /cwd/],
    [{ cwd: "a\0" }, /cwd/],
    [{ cwd: 7 as never }, /number/],
    [{ shell: "" }, /shell/],
    [{ shell: [] as never }, /shell/],
    [{ shell: ["sh", 1] as never }, /shell/],
    [{ shell: {} as never }, /shell/],
    [{ limits: { outputChars: 0 } }, /limits.outputChars.*0/],
    [{ limits: { timeoutMs: Number.NaN } }, /limits.timeoutMs.*NaN/],
  ] as [Partial<HostShellOptions>, RegExp][])("refuses the options %j", (options, words) => {
    expect(() => shellOf(options)).toThrow(MisuseError);
    expect(() => shellOf(options)).toThrow(words);
  });

  it("where there are no processes, says so", async () => {
    const process = Object.getOwnPropertyDescriptor(globalThis, "process");
    const shell = shellOf();
    Object.defineProperty(globalThis, "process", { value: undefined, configurable: true });
    try {
      expect((await shell.execute("true")).error?.code).toBe("unsupported");
      expect((await shell.background.start("true")).error?.code).toBe("unsupported");
    } finally {
      if (process) Object.defineProperty(globalThis, "process", process);
    }
  });
});

describe("rules", () => {
  async function withRules<T>(
    use: (shell: HostShell) => Promise<T>,
    options: Partial<HostShellOptions> = {},
  ): Promise<T> {
    const rules = {
      default: "allow",
      read: { rules: [{ pattern: "**/.env", action: "deny" }] },
      execute: {
        rules: [
          { pattern: "rm *", action: "deny", description: "Nothing is removed" },
          { pattern: "touch *", action: "ask" },
        ],
      },
    } as const;
    using permissions = await PermissionChecker.create(rules, { core: await testCore() });
    return await use(shellOf({ permissions, ...options }));
  }

  it("a denied command does not start, here or in the background, whoever approved it", async () => {
    writeFileSync(join(folder, "a"), "");
    writeFileSync(join(folder, ".env"), "KEY=1");
    await withRules(async (shell) => {
      for (const command of ["rm a", "true; rm a", "cat .env"]) {
        const { error } = await shell.execute(command, { approved: true });
        expect([command, error?.code]).toEqual([command, "permission_denied"]);
        expect((await shell.background.start(command, { approved: true })).error).toEqual(error);
      }
      expect((await shell.execute("rm a")).error?.message).toContain("Nothing is removed");
    });
    expect(readdirSync(folder).sort()).toEqual([".env", "a"]);
  });

  it("one that asks asks once, and starts when it is approved", async () => {
    const asked: string[] = [];
    let answer: boolean | { answer: "deny"; reason: string } = true;
    const onAsk = ({ target, operation }: AskRequest): typeof answer => {
      asked.push(`${operation} ${target}`);
      return answer;
    };
    await withRules(
      async (shell) => {
        ok(await shell.execute("touch a && touch b"));
        ok(await shell.execute("touch c", { approved: true }));
        expect(asked).toEqual(["execute touch a && touch b"]);
        answer = { answer: "deny", reason: "not now" };
        expect((await shell.background.start("touch d")).error).toEqual({
          code: "permission_denied",
          message: "Permission denied for execute on 'touch d': not now",
        });
      },
      { onAsk },
    );
    expect(readdirSync(folder).sort()).toEqual(["a", "b", "c"]);
  });

  it("where nobody can be asked, the fallback decides", async () => {
    await withRules(async (shell) => expect((await shell.execute("touch a")).error?.code).toBe("approval_required"));
    await withRules(async (shell) => expect((await shell.execute("touch a")).error?.code).toBe("permission_denied"), {
      askFallback: "deny",
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("an abort ends the wait for an answer", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 100);
    await withRules(
      async (shell) => expect(shell.execute("touch a", { signal: controller.signal })).rejects.toBe("enough"),
      { onAsk: () => new Promise(() => undefined) },
    );
  });
});

describe("background shells", () => {
  it("are at most as many as the limit says, also when they start at once", async () => {
    const { background } = shellOf({ limits: { backgroundShells: 3 } });
    const starts = await Promise.all(Array.from({ length: 5 }, () => background.start("sleep 60")));
    expect(starts.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      "limit_exceeded",
      "limit_exceeded",
    ]);
    expect(ok(await background.list()).shells.map(({ shellId }) => shellId)).toEqual(["bg_1", "bg_2", "bg_3"]);
    ok(await background.kill("bg_2"));
    expect(ok(await background.start("sleep 60")).shellId).toBe("bg_4");
  });

  it("can be asked in a loop without a pause", async () => {
    const { background } = shellOf();
    const { shellId } = ok(await background.start("echo ready; sleep 60"));
    let said = "";
    for (const until = Date.now() + 10_000; said === "" && Date.now() < until; ) {
      said += ok(await background.output(shellId)).stdout;
    }
    expect(said).toBe("ready\n");
  });

  it("keep the newest of what nobody fetches, and say so", async () => {
    const { background } = shellOf({ limits: { outputChars: 1000 } });
    const { shellId } = ok(await background.start("seq 1 100000; echo last; sleep 60"));
    await sleep(1000);
    const { stdout } = ok(await background.output(shellId));
    expect(stdout).toMatch(/^\[\d+ earlier characters were dropped\]\n/);
    expect(stdout.slice(stdout.indexOf("\n") + 1).length).toBe(1000);
    expect(stdout.endsWith("100000\nlast\n")).toBe(true);
  });

  it("end with all that they started", async () => {
    const { background } = shellOf();
    const { shellId, pid } = ok(await background.start("(trap '' TERM; sleep 60) & echo $!; wait"));
    await sleep(300);
    const pids = [pid ?? 0, ...numbersIn(ok(await background.output(shellId)).stdout)];
    expect(await living(pids)).toBe(2);
    expect(ok(await background.kill(shellId))).toEqual({ shellId, killed: true });
    expect(await living(pids)).toBe(0);
    expect(ok(await background.output(shellId))).toMatchObject({ running: false, exitCode: 137 });
  });

  it("end at a timeout of their own, and have none otherwise", async () => {
    const { background } = shellOf({ limits: { timeoutMs: 100 } });
    const [late, lasting] = [
      ok(await background.start("echo a; sleep 60", { timeoutMs: 300 })).shellId,
      ok(await background.start("sleep 60")).shellId,
    ];
    await sleep(1000);
    expect(ok(await background.output(late))).toMatchObject({
      stdout: "a\n",
      stderr: "Error: Command timed out after 300 ms\n",
      running: false,
      exitCode: 124,
    });
    expect(ok(await background.output(lasting)).running).toBe(true);
  });
});
