import { describe, expect, it } from "@jest/globals";
import { Bash } from "just-bash";
import {
  type AskRequest,
  type Backend,
  type Execution,
  NacreError,
  type PermissionRuleset,
  type StateBackend,
} from "nacre";
import { type BashSandboxOptions, createBashSandbox } from "nacre/just-bash";
import { checkHandles, contents, ok, state, textOf } from "./support.js";

checkHandles();

const tree = {
  "/readme.md": "# Title\nsome text\nTASK: more\n",
  "/src/a.ts": "import b from './b';\nexport const a = 1;\n// TASK one\n",
  "/src/b.ts": "export const b = 2;\nexport default b;\n",
  "/src/lib/c.js": "module.exports = { a: 'x.y' };\n// task two\n\nlast line",
  "/src/lib/.hidden.js": "TASK hidden\n",
  "/src/lib/empty.txt": "",
  "/src/odd name.txt": "a+b (c) {2} TASK|x\n^caret $dollar *star\nword_boundary word\n",
  "/.config/x": "TASK config\n",
  "/data/1.csv": Array.from({ length: 40 }, (_, i) => `${i},row ${i}`).join("\n"),
} as const;

async function withSandbox<T>(
  files: Readonly<Record<string, string>>,
  options: BashSandboxOptions,
  use: (run: (command: string, more?: object) => Promise<Execution>, files: StateBackend) => Promise<T>,
): Promise<T> {
  using backend = await state(files);
  using sandbox = await createBashSandbox(backend, options);
  return await use(async (command, more) => ok(await sandbox.execute(command, more)), backend);
}

describe("our commands answer as the originals do", () => {
  const commands = [
    "grep -r TASK .",
    "grep -rn TASK src",
    "grep -rni task ./src",
    "grep -rl TASK /",
    "grep -rc export src",
    "grep -c export src/a.ts",
    "grep -n export src/a.ts src/b.ts",
    "grep -h export src/a.ts src/b.ts",
    "grep -rL export src",
    "grep -q export src/a.ts",
    "grep -rq nothing-at-all .",
    "grep -w word 'src/odd name.txt'",
    "grep -x 'export default b;' src/b.ts",
    "grep -v export src/b.ts",
    "grep -o 'ex[a-z]*' src/a.ts",
    "grep -ro 'ex[a-z]*t' src",
    "grep -F 'a+b (c) {2}' 'src/odd name.txt'",
    "grep 'a+b (c)' 'src/odd name.txt'",
    "grep -E '(import|default) b' -r src",
    "grep 'import\\|default' -r src",
    "grep 'x\\.y' src/lib/c.js",
    "grep '^export' src/b.ts",
    "grep 'line$' src/lib/c.js",
    "grep '*star' 'src/odd name.txt'",
    "grep -P '\\d+' src/a.ts",
    "grep -E '[[:digit:]]+;' src/a.ts",
    "grep -m 2 row data/1.csv",
    "grep -A 1 -n 'row 5' data/1.csv",
    "grep -B2 'row 17' data/1.csv",
    "grep -C 1 'row [12]0' data/1.csv",
    "grep -r --include='*.ts' export .",
    "grep -r --include=*.js --include=*.md -i task .",
    "grep -r --exclude='*.ts' --exclude-dir=lib TASK .",
    "grep TASK src/missing.ts",
    "grep TASK src",
    "grep -e TASK readme.md",
    "grep 'a\\{2\\}' readme.md",
    "cat readme.md | grep -n some",
    "egrep 'a|b' src/b.ts",
    "fgrep 'x.y' src/lib/c.js",
    "rg TASK",
    "rg -n task src",
    "rg -i TASK src/lib",
    "rg -l export",
    "rg -c export src",
    "rg -w word",
    "rg -F 'a+b (c)'",
    "rg -g '*.ts' export",
    "rg -g '!*.ts' TASK",
    "rg -t js module",
    "rg --hidden TASK src",
    "rg --files src",
    "rg -A1 'row 5' data",
    "rg TASK readme.md",
    "rg 'no such text'",
    "cat readme.md | rg text",
    "find .",
    "find src",
    "find / -name '*.ts'",
    "find src -type f",
    "find src -type d",
    "find . -maxdepth 1",
    "find . -mindepth 2 -name '*.js'",
    "find src -iname 'A.TS'",
    "find src -name '*.ts' -o -name '*.js'",
    "find src -not -name '*.ts' -type f",
    "find src ! -name '*.ts'",
    "find src \\( -name a.ts -o -name b.ts \\) -print",
    "find src -name a.ts -o -name b.ts -print",
    "find src -size -30c -type f",
    "find src -size +1k",
    "find src -empty",
    "find src -name '*.ts' -print0",
    "find missing",
    "find src -name '*.ts' -exec cat {} \\;",
    "ls",
    "ls src",
    "ls -a src/lib",
    "ls -A src/lib",
    "ls -1 src",
    "ls -r src",
    "ls -R src",
    "ls -d src",
    "ls missing",
    "ls -l src",
    "ls -lh data",
    "ls -S src",
    "ls -la src/lib",
  ];

  it.each(commands)("%s", async (command) => {
    const original = new Bash({ files: { ...tree }, cwd: "/", defenseInDepth: false });
    const expected = await original.exec(command);
    const { stdout, stderr, exitCode } = await withSandbox(tree, { worker: false }, (run) => run(command));
    const timeless = (text: string): string => text.replace(/[A-Z][a-z]{2} [ \d]\d (?:\d\d:\d\d| \d{4})/g, "DATE");
    const plain = (text: string): string =>
      timeless(text).replace(/^(?:\.?\/)?(?:bin|dev|proc|usr|home|tmp)(?:\/.*)?\n/gm, "");
    expect({ stdout: plain(stdout), stderr, exitCode }).toEqual({
      stdout: plain(expected.stdout),
      stderr: expected.stderr,
      exitCode: expected.exitCode,
    });
  });

  it("and better where the originals mislead", async () => {
    await withSandbox(tree, { worker: false }, async (run) => {
      expect((await run("cd src && grep -rl export")).stdout).toBe("a.ts\nb.ts\nlib/c.js\n");
      expect(await run("grep -r x nowhere")).toMatchObject({
        exitCode: 2,
        stderr: "grep: nowhere: No such file or directory\n",
      });
      expect((await run("grep -e Title -e more readme.md")).stdout).toBe("# Title\nTASK: more\n");
      expect((await run("grep -H --color=never Title readme.md")).stdout).toBe("readme.md:# Title\n");
      expect((await run("grep 'e\\+x' -o src/b.ts | head -1; ls src/a.ts src/b.ts")).stdout).toContain(
        "src/a.ts\nsrc/b.ts\n",
      );
    });
  });

  it("rg obeys ignore files", async () => {
    const files = {
      "/.gitignore": "*.log\n/out/\n!keep.log\n",
      "/a.log": "x",
      "/keep.log": "x",
      "/out/b": "x",
      "/src/out/c": "x",
      "/node_modules/m": "x",
    };
    const { stdout } = await withSandbox(files, { worker: false }, (run) => run("rg -l x; echo; rg -l --no-ignore x"));
    expect(stdout).toBe("keep.log\nsrc/out/c\n\na.log\nkeep.log\nnode_modules/m\nout/b\nsrc/out/c\n");
  });
});

describe("the shell works on the workspace", () => {
  it("pipes, redirects, loops, copies and removes", async () => {
    await withSandbox({ "/a.txt": "b\na\n" }, {}, async (run, files) => {
      ok({
        error:
          (
            await run(
              "sort a.txt > sorted.txt && for i in 1 2; do echo $i >> n.txt; done; mkdir -p d/e && cp a.txt d/e/ && mv d/e/a.txt d/moved && rm a.txt",
            )
          ).exitCode === 0
            ? undefined
            : "failed",
      });
      expect(await contents(files)).toEqual({ "/sorted.txt": "a\nb\n", "/n.txt": "1\n2\n", "/d/moved": "b\na\n" });
      expect((await run("ls /")).stdout).toBe("d\nn.txt\nsorted.txt\n");
    });
  });

  it("copies, moves and splits onto what is there", async () => {
    await withSandbox({ "/a": "1\n2\n", "/b": "b", "/d/a": "d", "/e/a": "e" }, {}, async (run, files) => {
      const { stderr, exitCode } = await run("cp a b; cp d/a e/; mv -f d/a b; split -l 1 a p; cp -r e/. d; mv a e/a");
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(await contents(files)).toEqual({ "/b": "d", "/d/a": "d", "/e/a": "1\n2\n", "/paa": "1\n", "/pab": "2\n" });
      expect((await run("cp b b")).stderr).toContain("same file");
    });
  });

  it("refuses a place or a variable that makes no sense", async () => {
    await withSandbox({ "/a": "" }, {}, async (run) => {
      await expect(run("pwd", { cwd: "/nope" })).rejects.toThrow(/'\/nope' not found/);
      await expect(run("pwd", { cwd: "/a" })).rejects.toThrow(/is a file/);
      await expect(run("pwd", { env: { A: null as never } })).rejects.toThrow(
        /Variable 'A' must be a string, not null/,
      );
    });
  });

  it("keeps bytes as they are", async () => {
    await withSandbox({ "/a": "\u00e9\u{1F600}\r\n" }, {}, async (run, files) => {
      await run("cat > in", { stdin: new Uint8Array([0xff, 0, 0xfe]) });
      expect(ok(await files.readBytes("/in")).bytes).toEqual(new Uint8Array([0xff, 0, 0xfe]));
      await run("cat a > b; printf '/wA=' | base64 -d > c; base64 c > d; base64 -d d > e");
      expect(await textOf(files, "/b")).toBe("\u00e9\u{1F600}\r\n");
      expect(ok(await files.readBytes("/c")).bytes).toEqual(new Uint8Array([255, 0]));
      expect(ok(await files.readBytes("/e")).bytes).toEqual(new Uint8Array([255, 0]));
    });
  });

  it("ends what goes on too long, prints too much, or is aborted, and works on", async () => {
    await withSandbox({}, { limits: { outputChars: 1000 } }, async (run) => {
      const busy = await run("while true; do :; done", { timeoutMs: 700 });
      expect([busy.exitCode, /timed out/.test(busy.stderr)]).toEqual([124, true]);
      const loud = await run("for i in $(seq 1 2000); do echo line $i; done");
      expect([loud.truncated, loud.output.length]).toEqual([true, 1000]);
      const controller = new AbortController();
      const reason = new Error("enough");
      setTimeout(() => controller.abort(reason), 300);
      await expect(run("while :; do :; done", { signal: controller.signal })).rejects.toBe(reason);
      expect((await run("echo on")).stdout).toBe("on\n");
    });
  });

  it("runs in the caller's thread where it is told to", async () => {
    await withSandbox({ "/a": "x\n" }, { worker: false, limits: { timeoutMs: 500 } }, async (run) => {
      expect((await run("cat a")).stdout).toBe("x\n");
      expect((await run("sleep 20")).exitCode).toBe(124);
    });
  });
});

describe("rules hold inside the shell", () => {
  const secret = { "/.env": "KEY=1\n", "/a.txt": "a\n", "/etc/passwd": "root\n" };

  it("a denial reads as a denial, whatever the command makes of it", async () => {
    await withSandbox(secret, { permissions: "PERMISSIVE" }, async (run, files) => {
      for (const command of [
        "cat .env",
        "head .env",
        "grep KEY .env",
        "sed -n p .env",
        "cp .env b",
        "wc -l < .env",
        ". ./.env",
        "rm .env",
        "mv .env b",
        "echo x > .env",
        "echo x >> .env",
        "tee .env < a.txt",
      ]) {
        const { stdout, stderr, exitCode, denials } = await run(command, { approved: true });
        expect([
          command,
          stderr.includes("denied by rule '**/.env' (Protect sensitive"),
          stdout.includes("KEY"),
        ]).toEqual([command, true, false]);
        expect(denials?.some(({ path }) => path === "/.env")).toBe(true);
        expect([command, exitCode === 0 && !command.startsWith("tee")]).toEqual([command, false]);
      }
      expect(await textOf(files, "/.env")).toBe("KEY=1\n");
      expect((await run("echo one; echo x > /etc/passwd; echo two")).stdout).toBe("one\ntwo\n");
      expect(await textOf(files, "/etc/passwd")).toBe("root\n");
    });
  });

  it("no command calls a refused file missing, whoever reads what it says", async () => {
    await withSandbox(secret, { permissions: "PERMISSIVE" }, async (run) => {
      for (const command of [
        "cat .env 2>&1 >/dev/null",
        "md5sum .env",
        "echo .env | xargs cat 2>&1",
        'x=$(sort .env 2>&1); echo "$x"',
        "mkdir -p d; cd d; head ../.env 2>&1",
        "grep -f .env a.txt 2>&1",
      ]) {
        const { stdout } = await run(command, { approved: true });
        expect([command, stdout.includes("denied by rule"), stdout.includes("No such file")]).toEqual([
          command,
          true,
          false,
        ]);
      }
      expect((await run("mv a.txt .env", { approved: true })).denials).toMatchObject([{ path: "/.env" }]);
      expect((await run("cat .env missing; cat absent", { approved: true })).stderr).toMatch(
        /missing: No such file or directory\n.*absent: No such file/,
      );
    });
  });

  it("secrets stay out of recursive searches", async () => {
    await withSandbox(secret, { permissions: "PERMISSIVE" }, async (run) => {
      const { stdout } = await run("grep -r KEY . ; rg --hidden KEY; grep -rc . .; find . -type f -exec cat {} +");
      expect(stdout).not.toContain("KEY=1");
      expect(await run("rg -uu -c . .")).toMatchObject({ stdout: expect.not.stringContaining(".env"), stderr: "" });
    });
  });

  it("a folder whose files cannot all be checked is neither removed nor moved", async () => {
    const permissions: PermissionRuleset = {
      default: "allow",
      write: { default: "allow", rules: [{ pattern: "/d/kept", action: "deny" }] },
    };
    const failing: Backend["glob"] = async () => ({ error: { code: "io", message: "the disk is gone" } });
    const partial: Backend["glob"] = async () => ({ matches: [], truncated: true });
    for (const glob of [failing, partial]) {
      using files = await state({ "/d/kept": "1", "/d/e/f": "2" });
      const before = await contents(files);
      const own = files.glob.bind(files);
      files.glob = glob;
      using sandbox = await createBashSandbox(files, { permissions });
      expect(ok(await sandbox.execute("rm -r d || mv d e")).exitCode).not.toBe(0);
      files.glob = own;
      expect(await contents(files)).toEqual(before);
    }
  });

  it("a denied command does not start", async () => {
    using files = await state(secret);
    using sandbox = await createBashSandbox(files, { permissions: "DEFAULT" });
    expect((await sandbox.execute("echo hi; rm -rf /", { approved: true })).error?.code).toBe("permission_denied");
    expect((await sandbox.execute("echo hi")).error?.code).toBe("approval_required");
    expect((await sandbox.background.start("rm -rf /", { approved: true })).error?.code).toBe("permission_denied");
    expect(Object.keys(await contents(files)).length).toBe(3);
  });

  it("an ask is put once a command; an approved command needs none", async () => {
    const permissions: PermissionRuleset = { default: "allow", read: { default: "ask" } };
    const asked: AskRequest[] = [];
    let answer = true;
    const onAsk = (request: AskRequest): boolean => {
      asked.push(request);
      return answer;
    };
    await withSandbox({ "/a": "1\n", "/b": "2\n" }, { permissions, onAsk }, async (run) => {
      expect((await run("cat a b")).stdout).toBe("1\n2\n");
      expect(asked.map(({ operation, target }) => `${operation} ${target}`)).toEqual(["read /a"]);
      expect((await run("cat a", { approved: true })).stdout).toBe("1\n");
      expect(asked.length).toBe(1);
      answer = false;
      const refused = await run("cat a b");
      expect(refused.stderr).toMatch(/\/a: denied: approval was refused/);
      expect(asked.length).toBe(2);
    });
    await withSandbox({ "/a": "1\n" }, { permissions }, async (run) => {
      expect((await run("cat a")).stderr).toMatch(/nobody can be asked/);
    });
  });

  it("refuses rules that make no sense", async () => {
    using files = await state();
    await expect(createBashSandbox(files, { permissions: "NONE" as "STRICT" })).rejects.toThrow(NacreError);
  });
});
