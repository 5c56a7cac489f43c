import type { InputFailure } from "./input.js";
import { indexOfLoneSurrogate, loneSurrogateMessage } from "./text.js";

const pathArguments: ReadonlySet<string> = new Set(["path", "from", "to"]);

/** The refusal of arguments that hold a lone surrogate: `JSON.stringify` writes one as an escape, and nothing else so. */
export function loneSurrogateIn(json: string, args: object): InputFailure | undefined {
  if (!json.includes("\\ud")) return undefined;
  let refusal: InputFailure | undefined;
  JSON.stringify(args, (name, value: unknown) => {
    const index = typeof value === "string" ? indexOfLoneSurrogate(value) : -1;
    if (refusal === undefined && typeof value === "string" && index >= 0) {
      const code = pathArguments.has(name) ? "invalid_path" : "invalid_argument";
      refusal = { code, message: loneSurrogateMessage(`Argument '${name}'`, value, index) };
    }
    return value;
  });
  return refusal;
}
