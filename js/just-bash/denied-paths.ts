import { nameOf } from "../paths.js";
import { FileSystemError, hostMethods, type ShellHost } from "./host.js";

const missing = "No such file or directory";
const refusal = /^EACCES: permission denied, \w+ '(.*)' \((denied.*)\)$/s;

/** What the rules refused while a shell runs: many commands call a file missing that they cannot open. */
export class DeniedPaths {
  readonly #denials = new Map<string, string>();

  /** `host`, with its refusals remembered. */
  watch(host: ShellHost): ShellHost {
    const watched = hostMethods.map((method) => {
      const call = host[method].bind(host) as (...args: unknown[]) => Promise<unknown>;
      const watch = async (...args: unknown[]): Promise<unknown> => {
        try {
          return await call(...args);
        } catch (error) {
          this.#note(error);
          throw error;
        }
      };
      return [method, watch];
    });
    return Object.fromEntries(watched) as unknown as ShellHost;
  }

  /** What a command said, with the rule in place of "No such file" on lines about a refused path. */
  correct(text: string): string {
    if (this.#denials.size === 0 || !text.includes(missing)) return text;
    const lines = text.split("\n").map((line) => {
      const denial = line.includes(missing) ? this.#denialOn(line) : undefined;
      return denial === undefined ? line : line.replace(missing, () => denial);
    });
    return lines.join("\n");
  }

  #note(error: unknown): void {
    const match = error instanceof FileSystemError ? refusal.exec(error.message) : null;
    if (match?.[1] !== undefined && match[2] !== undefined) this.#denials.set(match[1], match[2]);
  }

  #denialOn(line: string): string | undefined {
    const words = line.split(/[\s:'"‘’`]+/);
    for (const [path, denial] of this.#denials) {
      if (words.some((word) => nameOf(word) === nameOf(path))) return denial;
    }
    return undefined;
  }
}
