import { styleText } from "node:util";

const WIDTH = 110;
const MAX_LINES = 14;

const dim = (text) => styleText("dim", text);
const clip = (line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line);

/** Prints an agent's session for people: who speaks, what is called, what comes back. */
export class Transcript {
  #out;

  constructor(out = process.stdout) {
    this.#out = out;
  }

  heading(text) {
    this.#line(`\n${styleText(["bold", "cyan"], text)}`);
  }

  note(text) {
    this.#line(dim(text));
  }

  progress(text) {
    if (this.#out.isTTY) this.#out.write(`\r\u001b[K${dim(text)}`);
  }

  progressDone(text) {
    if (this.#out.isTTY) this.#out.write("\r\u001b[K");
    this.note(text);
  }

  user(text) {
    this.#line(`\n${styleText(["bold", "magenta"], "user")}   ${text}`);
  }

  model(text) {
    this.#line(`\n${styleText(["bold", "green"], "model")}  ${text}`);
  }

  call(name, input) {
    this.#line(`  ${styleText("yellow", "→")} ${styleText("bold", name)} ${dim(clip(JSON.stringify(input)))}`);
  }

  result(text, { failed = false } = {}) {
    const lines = text.replace(/\n+$/, "").split("\n");
    for (const line of lines.slice(0, MAX_LINES)) {
      this.#line(`    ${failed ? styleText("red", clip(line)) : dim(clip(line))}`);
    }
    if (lines.length > MAX_LINES) this.#line(`    ${dim(`… ${lines.length - MAX_LINES} more lines`)}`);
  }

  approval(text, approved) {
    this.#line(
      `  ${styleText(["bold", "yellow"], "?")} ${text} ${approved ? styleText("green", "approved") : styleText("red", "refused")}`,
    );
  }

  diff(text) {
    for (const line of text.replace(/\n+$/, "").split("\n")) {
      const colour = line.startsWith("+")
        ? "green"
        : line.startsWith("-")
          ? "red"
          : line.startsWith("@@")
            ? "cyan"
            : "dim";
      this.#line(`  ${styleText(colour, clip(line))}`);
    }
  }

  #line(text) {
    this.#out.write(`${text}\n`);
  }
}
