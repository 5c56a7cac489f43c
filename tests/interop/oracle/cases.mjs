import { Random } from "./random.mjs";

const NAMES = ["a.py", "b.py", "main.ts", "notes.md", "x.js", "data", "file 1.txt", "[id].tsx", "ü.txt", "test_a.py"];
const HIDDEN = [".env", ".env.local", ".gitignore"];
const FOLDERS = ["", "src/", "src/lib/", "docs/", ".github/", "src/.cache/", "node_modules/pkg/", "a-b/", "a/"];
const LINES = [
  "import os",
  "const x = 1;",
  "  TASK: fix\tthis",
  "",
  "def hello():",
  "    return 'Hello'",
  "héllo wörld 😀",
  "}",
  "export default x",
  "a.b(c)",
  "Hello Hello Hello",
  "tail   ",
];
const PATTERNS = [
  "Hello",
  "hello|TASK",
  "^import",
  "x$",
  "\\bx\\b",
  "[A-Z]{2,}",
  "h.llo",
  "a\\.b",
  "(?i)task",
  "\\s+$",
  "^$",
  "(",
  "nothing here",
];
const GLOBS = [
  "*.py",
  "**/*.py",
  "*",
  "**",
  "src/**",
  "src/*",
  "**/test_*",
  "?.py",
  "[ab].py",
  "[!a].py",
  "**/.env",
  ".*",
  "**/*.{ts,js}",
  "*.{py,md}",
  "src/**/*.ts",
  "{src,docs}/**",
  "./*.py",
  "*.nope",
  "**/lib/*",
  "\\[id\\].tsx",
  "[[:alpha:]].py",
];
/** Grep filters, and what they mean on a path below the search root (D7). */
export const FILTERS = {
  "*.py": /(^|\/)[^/]*\.py$/,
  "**/*.ts": /(^|\/)[^/]*\.ts$/,
  "src/**": /^src\//,
  "*.{md,txt}": /(^|\/)[^/]*\.(md|txt)$/,
  "/*.py": /^[^/]*\.py$/,
};
const PATHS = [
  "/",
  "",
  ".",
  "src",
  "/src/",
  "./docs",
  "/.github",
  "/missing",
  "/src/lib",
  "../up",
  "~/x",
  "C:\\x",
  "a..b",
];
const PRESETS = ["DEFAULT", "PERMISSIVE", "READONLY", "STRICT"];
const TARGETS = [
  "/a.py",
  "/.env",
  "/src/.env.local",
  "/keys/server.pem",
  "/etc/passwd",
  "/etc",
  "/var/log/x",
  "/home/u/.ssh/id_rsa",
  "/docs/credentials.json",
  "/my_secret_plan.md",
  "/Passwords.txt",
  "/x/password",
  "/usr",
  "a.py",
  "etc/passwd",
  "//etc/passwd",
  "/etc/./passwd",
  "/src/../etc/passwd",
];
const COMMANDS = [
  "mkfs.ext4 /dev/sda1",
  "rm -rf /home/user",
  "sudo rm -rf /",
  "echo hi; rm -rf /",
  "ls -la",
  "cat a.py",
  "rm -rf /",
  "rm -rf /home",
  "rm -rf build",
  "mkfs /dev/sda1",
  "chmod -R 777 /",
  "> /dev/sda",
  "git status",
  "dd if=a of=/dev/sda",
  ":(){:|:&};:",
];

function text(random) {
  const ending = random.chance(0.15) ? "\r\n" : "\n";
  const count = random.int(0, 12);
  let content = "";
  for (let i = 0; i < count; i++) content += random.pick(LINES) + (i + 1 < count || random.chance(0.6) ? ending : "");
  if (random.chance(0.03)) content += `${"y".repeat(2100)}${ending}`;
  if (random.chance(0.03)) content += `nul\0nul Hello${ending}`;
  return content;
}

function content(random) {
  if (!random.chance(0.06)) return text(random);
  return { base64: Buffer.from([0x89, 0x50, 0xff, 0xfe, random.int(0, 255), 0x0a, 0x48]).toString("base64") };
}

function workspace(random) {
  const files = {};
  const count = random.int(1, 14);
  for (let i = 0; i < count; i++) {
    const name = random.chance(0.15) ? random.pick(HIDDEN) : random.pick(NAMES);
    files[`/${random.pick(FOLDERS)}${name}`] = content(random);
  }
  return files;
}

/** One read of the state afterwards shows that nothing else changed. */
function thenReadAll(files, op) {
  const paths = new Set([...Object.keys(files), ...(op.path?.startsWith("/new") ? [op.path] : [])]);
  return [op, ...[...paths].sort().map((path) => ({ op: "readBytes", path }))];
}

function stateCase(random) {
  const files = workspace(random);
  const known = Object.keys(files);
  const somePath = () => (random.chance(0.75) ? random.pick(known) : random.pick(PATHS));
  const kind = random.pick(["exists", "read", "read", "ls", "write", "edit", "edit", "glob", "glob", "grep", "grep"]);
  switch (kind) {
    case "exists":
      return { kind: "state", files, ops: [{ op: "exists", path: somePath() }] };
    case "read":
      return {
        kind: "state",
        files,
        ops: [{ op: "read", path: somePath(), offset: random.int(0, 6), limit: random.pick([0, 1, 3, 2000]) }],
      };
    case "ls":
      return { kind: "state", files, ops: [{ op: "ls", path: random.pick([...PATHS, random.pick(known)]) }] };
    case "write": {
      const path = random.chance(0.5) ? `/new/${random.pick(NAMES)}` : somePath();
      return { kind: "state", files, ops: thenReadAll(files, { op: "write", path, content: content(random) }) };
    }
    case "edit": {
      const path = somePath();
      const stored = typeof files[path] === "string" ? files[path] : "";
      const start = random.int(0, Math.max(0, [...stored].length - 1));
      const slice = [...stored].slice(start, start + random.int(0, 20)).join("");
      const old = random.chance(0.7) ? slice : random.pick(LINES);
      const replacement = random.chance(0.1) ? old : random.pick(["new $& text", "", "two\nlines", "ü", "x"]);
      return {
        kind: "state",
        files,
        ops: thenReadAll(files, { op: "edit", path, old, new: replacement, replaceAll: random.chance(0.4) }),
      };
    }
    case "glob":
      return {
        kind: "state",
        files,
        ops: [
          {
            op: "glob",
            pattern: random.pick(GLOBS),
            path: random.pick(["/", "", ".", "/src", "src/", "/missing", "/.github", "../up"]),
          },
        ],
      };
    default:
      return {
        kind: "state",
        files,
        ops: [
          {
            op: "grep",
            pattern: random.pick(PATTERNS),
            path: random.pick([null, "/", "src", "/.github", "/missing", "../up", random.pick(known)]),
            glob: random.pick([null, null, ...Object.keys(FILTERS)]),
            ignoreHidden: random.chance(0.7),
          },
        ],
      };
  }
}

function hashlineCase(random) {
  const body = text(random);
  if (random.chance(0.4))
    return { kind: "hashlineFormat", content: body, offset: random.int(0, 5), limit: random.pick([0, 1, 2, 2000]) };
  const edit = {
    start_line: random.int(0, 8),
    start_hash: "?",
    new_content: random.pick(["", "one", "one\ntwo", "x\n", "\n"]),
  };
  if (random.chance(0.4)) edit.end_line = edit.start_line + random.int(-1, 3);
  if (random.chance(0.3)) edit.end_hash = "?";
  if (random.chance(0.2)) edit.insert_after = true;
  return { kind: "hashlineEdit", content: body, edit, rightHashes: random.chance(0.85) };
}

function permissionCase(random) {
  const preset = random.pick(PRESETS);
  if (random.chance(0.3)) return { kind: "permission", preset, operation: "execute", target: random.pick(COMMANDS) };
  return {
    kind: "permission",
    preset,
    operation: random.pick(["read", "write", "edit", "glob", "grep", "ls"]),
    target: random.pick(TARGETS),
  };
}

/** Case number `index` of run `seed`. */
export function makeCase(seed, index) {
  const random = new Random(seed * 1_000_003 + index);
  const choice = random.next();
  if (choice < 0.7) return stateCase(random);
  return choice < 0.85 ? hashlineCase(random) : permissionCase(random);
}
