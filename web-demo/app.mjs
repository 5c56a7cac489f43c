/** A workspace in the origin private file system: files, an editor that saves as you type, search, and other tabs. */
import { LocalBackend } from "nacre";

const ROOT = "web-demo";
const WELCOME = `# A workspace in this browser

This file lies in the origin private file system of your browser, and so does
everything that you write here. Reload the page, or kill the browser: it stays.
Open a second tab: both see the same files.
`;

const element = (id) => document.getElementById(id);
const [list, path, text, matches, status, timing] = ["files", "path", "text", "matches", "status", "timing"].map(
  element,
);

let files;
let current;
/** What the editor was last filled with, or saved. */
let saved = "";
let saving = Promise.resolve();

function tell(message, failed = false) {
  status.textContent = message;
  status.classList.toggle("failed", failed);
}

/** The result of a call, or nothing after its failure was shown. */
async function ask(what, call) {
  const start = performance.now();
  const result = await call();
  timing.textContent = `${what}: ${(performance.now() - start).toFixed(1)} ms`;
  if (!result.error) return result;
  tell(result.error.message, true);
  return undefined;
}

function row(label, onClick) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", onClick);
  item.append(button);
  return item;
}

async function showFiles() {
  const found = await ask("list", () => files.glob("**/*", { dot: true }));
  if (!found) return;
  list.replaceChildren(
    ...found.matches.map(({ path: name }) => {
      const item = row(name, () => open(name));
      item.firstChild.setAttribute("aria-current", String(name === current));
      return item;
    }),
  );
  const { storage, bytes, files: count, persistent } = await files.status();
  const kept = persistent ? `kept in ${storage}` : "not kept: this browser lets the page keep nothing";
  tell(`${count} files, ${bytes} bytes, ${kept}`);
}

async function open(name) {
  await save();
  const page = await ask("read", () => files.read(name, { format: "raw", limit: 1_000_000 }));
  if (!page) return;
  current = name;
  saved = page.text;
  text.value = page.text;
  text.disabled = false;
  text.hidden = false;
  matches.hidden = true;
  path.textContent = name;
  await showFiles();
}

/** Saves what was typed, after what is being saved already. */
function save() {
  saving = saving.then(async () => {
    const [name, content] = [current, text.value];
    if (!name || content === saved) return;
    if (!(await ask("save", () => files.write(name, content)))) return;
    saved = content;
    path.dataset.saved = String(text.value === saved);
  });
  return saving;
}

async function search(pattern) {
  if (!pattern) {
    matches.hidden = true;
    text.hidden = false;
    return;
  }
  const found = await ask("search", () =>
    files.grep(pattern, { fixedString: true, ignoreCase: true, maxMatches: 200 }),
  );
  if (!found) return;
  text.hidden = true;
  matches.hidden = false;
  matches.replaceChildren(
    ...found.matches.map((match) => row(`${match.path}:${match.line}  ${match.text}`, () => open(match.path))),
  );
  tell(`${found.matchCount} matches in ${found.filesSearched} files`);
}

async function add(chosen) {
  const pairs = [];
  for (const file of chosen) pairs.push([`/${file.name}`, new Uint8Array(await file.arrayBuffer())]);
  if (await ask("add", () => files.import(pairs))) await showFiles();
}

async function exportAll() {
  const archive = await ask("export", () => files.exportTar("/"));
  if (!archive) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([archive.bytes], { type: "application/x-tar" }));
  link.download = "workspace.tar";
  link.click();
  URL.revokeObjectURL(link.href);
}

async function createFile() {
  const name = prompt("Path of the new file", "/notes.md");
  if (!name) return;
  const made = await ask("create", () => files.write(name, "", { createOnly: true }));
  if (made) await open(made.path);
}

/** Shows what happens to the files, whoever does it: this tab or another. */
async function follow() {
  for await (const change of files.watch()) {
    if (change.path === current && change.kind === "modified" && text.value === saved) {
      const page = await files.read(current, { format: "raw", limit: 1_000_000 });
      if (!page.error && text.value === saved) {
        saved = page.text;
        text.value = page.text;
      }
    }
    await showFiles();
  }
}

text.addEventListener("input", () => {
  path.dataset.saved = "false";
  void save();
});
element("new").addEventListener("click", createFile);
element("export").addEventListener("click", exportAll);
element("add").addEventListener("change", (event) => add([...event.target.files]));
element("search").addEventListener("submit", (event) => event.preventDefault());
element("search").addEventListener("input", (event) => search(event.target.value));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  void add([...event.dataTransfer.files]);
});

try {
  files = await LocalBackend.open({ root: ROOT });
  const { files: count } = await files.status();
  if (count === 0) await files.write("/README.md", WELCOME);
  await open("/README.md");
  void follow();
} catch (error) {
  tell(error.message, true);
}
