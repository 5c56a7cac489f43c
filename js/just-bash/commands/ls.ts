import { compareText } from "../../text-order.js";
import { complaintOf, type HostEntry } from "../host.js";
import { joinPath, resolvePath } from "../paths.js";
import { type CommandInput, Report, type WorkspaceCommand } from "./command.js";
import { type Flag, parseFlags } from "./flags.js";

const known: readonly Flag[] = [
  { name: "all", letter: "a", long: "all" },
  { name: "almostAll", letter: "A", long: "almost-all" },
  { name: "long", letter: "l" },
  { name: "oneColumn", letter: "1" },
  { name: "recursive", letter: "R", long: "recursive" },
  { name: "directory", letter: "d", long: "directory" },
  { name: "human", letter: "h", long: "human-readable" },
  { name: "byTime", letter: "t" },
  { name: "bySize", letter: "S" },
  { name: "reverse", letter: "r", long: "reverse" },
];

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const halfYear = 180 * 24 * 60 * 60 * 1000;

function humanSize(size: number): string {
  let value = size;
  for (const unit of ["", "K", "M", "G"]) {
    if (value < 1024 || unit === "G")
      return unit !== "" && value < 10 ? `${value.toFixed(1)}${unit}` : `${Math.round(value)}${unit}`;
    value /= 1024;
  }
  return String(size);
}

function dateText(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = `${months[date.getMonth()]} ${String(date.getDate()).padStart(2, " ")}`;
  if (milliseconds <= Date.now() - halfYear) return `${day}  ${date.getFullYear()}`;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

class Listing {
  readonly #input: CommandInput;
  readonly #has: (name: string) => boolean;
  readonly #report = new Report();
  #failed = false;

  constructor(input: CommandInput, has: (name: string) => boolean) {
    this.#input = input;
    this.#has = has;
  }

  async run(operands: readonly string[]): Promise<ReturnType<Report["end"]>> {
    const files: (HostEntry & { readonly operand: string })[] = [];
    const directories: string[] = [];
    for (const operand of operands) {
      try {
        const entry = await this.#input.host.stat(resolvePath(this.#input.cwd, operand));
        if (entry.isDir && !this.#has("directory")) directories.push(operand);
        else files.push({ ...entry, operand, name: operand });
      } catch (error) {
        this.#complain(operand, error);
      }
    }
    for (const entry of this.#sorted(files)) this.#print(entry);
    const headed = this.#has("recursive") || operands.length > 1;
    for (const operand of directories.sort(compareText)) await this.#directory(operand, headed);
    return this.#report.end(this.#failed ? 2 : 0);
  }

  async #directory(operand: string, headed: boolean): Promise<void> {
    let entries: readonly HostEntry[];
    try {
      entries = await this.#input.host.list(resolvePath(this.#input.cwd, operand));
    } catch (error) {
      this.#complain(operand, error);
      return;
    }
    if (headed) {
      if (!this.#report.silent) this.#report.print("");
      this.#report.print(`${operand}:`);
    }
    const showHidden = this.#has("all") || this.#has("almostAll");
    const shown = this.#sorted(entries.filter(({ name }) => showHidden || !name.startsWith(".")));
    const dots = this.#has("all") ? [".", ".."] : [];
    if (this.#has("long")) this.#report.print(`total ${shown.length + dots.length}`);
    const printDots = (): void => {
      for (const name of this.#has("reverse") && !this.#has("long") ? dots.reverse() : dots) this.#printDot(name);
    };
    if (!this.#has("reverse") || this.#has("long")) printDots();
    for (const entry of shown) this.#print(entry);
    if (this.#has("reverse") && !this.#has("long")) printDots();
    if (!this.#has("recursive")) return;
    for (const { name, isDir } of shown) if (isDir) await this.#directory(joinPath(operand, name), true);
  }

  #sorted<T extends HostEntry>(entries: readonly T[]): T[] {
    const key = this.#has("bySize")
      ? (a: T, b: T) => b.size - a.size
      : this.#has("byTime")
        ? (a: T, b: T) => b.modified - a.modified
        : () => 0;
    const sorted = [...entries].sort((a, b) => key(a, b) || compareText(a.name, b.name));
    return this.#has("reverse") ? sorted.reverse() : sorted;
  }

  #print({ name, isDir, size, modified }: HostEntry): void {
    if (!this.#has("long")) {
      this.#report.print(name);
      return;
    }
    const shownSize = (this.#has("human") ? humanSize(size) : String(size)).padStart(5);
    this.#report.print(
      `${isDir ? "drwxr-xr-x" : "-rw-r--r--"} 1 user user ${shownSize} ${dateText(modified)} ${name}${isDir ? "/" : ""}`,
    );
  }

  #printDot(name: string): void {
    this.#report.print(this.#has("long") ? `drwxr-xr-x 1 user user     0 Jan  1 00:00 ${name}` : name);
  }

  #complain(operand: string, error: unknown): void {
    this.#failed = true;
    this.#report.complain(`ls: ${operand}: ${complaintOf(error)}`);
  }
}

/**
 * `ls` over the core. Unlike the original it sorts by time for `-t`, and lists files named on the command line together,
 * before directories.
 */
export const ls: WorkspaceCommand = async (input) => {
  const parsed = parseFlags(input.args, known);
  if (!parsed) return undefined;
  const has = (name: string): boolean => parsed.flags.some(([flag]) => flag === name);
  return new Listing(input, has).run(parsed.operands.length > 0 ? parsed.operands : ["."]);
};
