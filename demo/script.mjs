/** The two scripted sessions. They react to what the tools answer, so that they work on any source tree. */

const firstPath = (text) => /^\s*(\/\S.*?)\s*$/m.exec(text)?.[1];

/** Explores with every reading tool, edits by exact text, meets a refusal and an approval, and runs commands. */
export function* exploreAndEdit() {
  yield {
    say: "I will look around first.",
    calls: [
      ["ls", { path: "." }],
      ["glob", { pattern: "**/*.{ts,js,mjs,py,cc,h,go,rs,md}" }],
    ],
  };
  const [found] = yield {
    say: "Where are functions exported or defined?",
    calls: [["grep", { pattern: "\\b(export|function|def|class)\\b" }]],
  };
  const path = firstPath(found) ?? "/README.md";
  yield {
    say: `Let me see the matches in context, and read ${path}.`,
    calls: [
      [
        "grep",
        { pattern: "\\b(export|function|def|class)\\b", path, output_mode: "content", after: 1, max_matches: 4 },
      ],
      ["read_file", { path, limit: 12 }],
    ],
  };
  yield {
    say: "Are there credentials that I could use?",
    calls: [
      ["read_file", { path: "/.env" }],
      ["execute", { command: "cat .env | wc -l" }],
    ],
  };
  yield {
    say: "Refused, rightly. I will write down what I found.",
    calls: [["write_file", { path: "/NOTES.md", content: `# Notes\n\nStart reading at ${path}.\nStatus: draft\n` }]],
  };
  yield {
    say: "The status is not a draft any more.",
    calls: [["edit_file", { path: "/NOTES.md", old_string: "Status: draft", new_string: "Status: reviewed" }]],
  };
  yield {
    say: "How large is all this? I will ask the shell.",
    calls: [["execute", { command: "find . -type f | wc -l; grep -rl 'export' . | head -3; cat NOTES.md" }]],
  };
  yield {
    say: "And a command that must never run:",
    calls: [["execute", { command: "echo tidy up && sudo rm -rf /home" }]],
  };
  return `I explored the tree, wrote /NOTES.md and left everything else as it was. A good place to start reading is ${path}.`;
}

/** Edits by line number and line hash. */
export function* editByHash() {
  const [read] = yield {
    say: "I will read the notes with a hash on each line.",
    calls: [["read_file", { path: "/NOTES.md" }]],
  };
  const [, line, hash] = /^(\d+):([0-9a-f]{2})\|Status/m.exec(read) ?? [];
  const version = /\[version ([0-9a-f]{12})\]/.exec(read)?.[1];
  yield {
    say: `Line ${line} has the hash ${hash}: that is enough to address it.`,
    calls: [
      [
        "hashline_edit",
        {
          path: "/NOTES.md",
          start_line: Number(line),
          start_hash: hash,
          version,
          new_content: "Status: done\n\nEdited on a fork.",
        },
      ],
    ],
  };
  yield {
    say: "The same hash again would now be stale:",
    calls: [
      [
        "hashline_edit",
        { path: "/NOTES.md", start_line: Number(line), start_hash: hash, version, new_content: "oops" },
      ],
    ],
  };
  return "The notes are finished, on the fork only.";
}
