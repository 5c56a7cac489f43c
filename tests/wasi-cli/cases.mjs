const source = "import a from 'a';\n\nexport const b = a;\n";

const tree = {
  "src/a.ts": source,
  "src/deep/b.ts": "export const b = 1;\n",
  "src/a.md": "# a\n",
  "node_modules/x/index.ts": "export const x = 1;\n",
  ".env": "SECRET=1\n",
  "image.bin": Buffer.from([0, 1, 2, 255]),
};

const manyLines = Array.from({ length: 3000 }, (_, index) => `line ${index + 1}\n`).join("");

/** What each command line answers on a folder that holds `files`. */
export const cases = {
  "ls lists folders first": {
    args: ["ls"],
    files: tree,
    stdout: "node_modules/\nsrc/\n.env  9\nimage.bin  4\n",
  },
  "ls shows a file itself": { args: ["ls", "src/a.md"], files: tree, stdout: "/src/a.md  4\n" },
  "ls says what is not there": { args: ["ls", "/nope"], code: 2, stderr: /^nacre: .*'\/nope'/ },
  "ls refuses to leave": { args: ["ls", "/../etc"], code: 2, stderr: /^nacre: .*\.\./ },
  "read numbers lines": {
    args: ["read", "/src/a.ts"],
    files: tree,
    stdout: "     1\timport a from 'a';\n     2\t\n     3\texport const b = a;\n",
  },
  "read shows a part": {
    args: ["read", "/src/a.ts", "--offset", "2", "--limit=1"],
    files: tree,
    stdout: "     3\texport const b = a;\n",
  },
  "read gives the bytes": { args: ["read", "--raw", "src/a.ts"], files: tree, stdout: source },
  "read tells how to go on": {
    args: ["read", "/long.txt", "--limit", "1"],
    files: { "long.txt": manyLines },
    stdout: "     1\tline 1\n\n... (2999 more lines)\n",
  },
  "read refuses a folder": { args: ["read", "/src"], files: tree, code: 2, stderr: /directory/ },
  "read refuses bytes": {
    args: ["read", "/image.bin"],
    files: { "image.bin": tree["image.bin"] },
    code: 2,
    stderr: /^nacre: /,
  },
  "grep finds lines, not in fetched or hidden files": {
    args: ["grep", "export const \\w+"],
    files: tree,
    stdout: "/src/a.ts:3:export const b = a;\n/src/deep/b.ts:1:export const b = 1;\n",
  },
  "grep looks where it is told": {
    args: ["grep", "SECRET|export", "--hidden", "--vendored", "--files"],
    files: tree,
    stdout: "/.env\n/node_modules/x/index.ts\n/src/a.ts\n/src/deep/b.ts\n",
  },
  "grep shows context": {
    args: ["grep", "-C", "1", "export", "/src/a.ts"],
    files: tree,
    stdout: "/src/a.ts-2-\n/src/a.ts:3:export const b = a;\n",
  },
  "grep counts": {
    args: ["grep", "-c", "-i", "EXPORT", "/src"],
    files: tree,
    stdout: "/src/a.ts:1\n/src/deep/b.ts:1\n",
  },
  "grep filters names": {
    args: ["grep", "-g", "!*.ts", "a", "/src"],
    files: tree,
    stdout: "/src/a.md:1:# a\n",
  },
  "grep takes text": { args: ["grep", "-F", "'a';", "/src"], files: tree, stdout: "/src/a.ts:1:import a from 'a';\n" },
  "grep stops at a bound and says so": {
    args: ["grep", "line", "-m", "2"],
    files: { "long.txt": manyLines },
    stdout: "/long.txt:1:line 1\n/long.txt:2:line 2\n",
    stderr: "There are more matches; raise --max to see them\n",
  },
  "grep finds nothing": { args: ["grep", "unlikely", "/src"], files: tree, code: 1 },
  "grep refuses a bad pattern": { args: ["grep", "("], code: 2, stderr: /^nacre: .*\(/ },
  "grep streams more than its buffer": {
    args: ["grep", "line"],
    files: { "long.txt": manyLines },
    stdout: manyLines.replace(/^line (\d+)$/gm, "/long.txt:$1:line $1"),
  },
  "glob finds files in path order": {
    args: ["glob", "**/*.ts"],
    files: tree,
    stdout: "/node_modules/x/index.ts\n/src/a.ts\n/src/deep/b.ts\n",
  },
  "glob knows braces and folders": {
    args: ["glob", "a.{md,ts}", "/src"],
    files: tree,
    stdout: "/src/a.md\n/src/a.ts\n",
  },
  "glob sees dots when asked": { args: ["glob", "--dot", "*"], files: { ".env": "" }, stdout: "/.env\n" },
  "glob finds nothing": { args: ["glob", "*.rs"], files: tree, code: 1 },
  "edit replaces and shows the difference": {
    args: ["edit", "/src/a.ts", "--old", "b = a", "--new", "c = a"],
    files: tree,
    stdout: /-export const b = a;\n\+export const c = a;\n/,
    after: { "src/a.ts": source.replace("b = a", "c = a") },
  },
  "edit can be tried": {
    args: ["edit", "/src/a.ts", "--old", "b = a", "--new", "c = a", "--dry-run"],
    files: tree,
    stdout: /\+export const c = a;\n/,
    after: { "src/a.ts": source },
  },
  "edit refuses what occurs twice": {
    args: ["edit", "/src/a.ts", "--old", "a", "--new", "b"],
    files: tree,
    code: 2,
    stderr: /^nacre: /,
    after: { "src/a.ts": source },
  },
  "edit needs both texts": {
    args: ["edit", "/a", "--old", "x"],
    code: 2,
    stderr: "nacre: Both '--old' and '--new' must be given\n",
  },
  "hashline shows checksums": {
    args: ["hashline", "/n.txt"],
    files: { "n.txt": "one\ntwo\n" },
    stdout: /^1:f9\|one\n2:b8\|two\n[\s\S]*\[version [0-9a-f]{12}\]\n$/,
  },
  "hashline edits by them": {
    args: ["hashline", "/n.txt", "--start", "2", "--start-hash", "b8", "--new", "2"],
    files: { "n.txt": "one\ntwo\n" },
    stdout: /-two\n\+2\n/,
    after: { "n.txt": "one\n2\n" },
  },
  "hashline refuses a stale line": {
    args: ["hashline", "/n.txt", "--start", "2", "--start-hash", "00", "--new", "2"],
    files: { "n.txt": "one\ntwo\n" },
    code: 2,
    stderr: /^nacre: /,
    after: { "n.txt": "one\ntwo\n" },
  },
  "help tells the commands": { args: ["--help"], stdout: /^Usage: nacre COMMAND[\s\S]*hashline/ },
  "help tells the options": { args: ["grep", "--help"], stdout: /--ignore-case/ },
  "no command is a mistake": { args: [], code: 2, stderr: /^Usage: nacre/ },
  "an unknown command is a mistake": { args: ["rm"], code: 2, stderr: /^nacre: Unknown command 'rm'; there are ls, / },
  "an unknown option is a mistake": { args: ["ls", "--long"], code: 2, stderr: "nacre: Unknown option '--long'\n" },
  "a number must be one": {
    args: ["read", "/a", "--limit", "many"],
    code: 2,
    stderr: /must be a number from 0 to 1000000000/,
  },
};
