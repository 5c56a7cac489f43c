import { indexOfLoneSurrogate, loneSurrogateMessage } from "./core/text.js";
import { type Failure, fail } from "./failure.js";

const pathNames: ReadonlySet<string> = new Set(["path", "from", "to"]);

/** The failure that a text among `args` is, when it holds a lone surrogate and so has no UTF-8. */
export function malformedText(args: object): Failure | undefined {
  for (const [name, value] of Object.entries(args)) {
    const index = typeof value === "string" ? indexOfLoneSurrogate(value) : -1;
    if (index < 0) continue;
    const isPath = pathNames.has(name);
    return fail(
      isPath ? "invalid_path" : "invalid_argument",
      loneSurrogateMessage(isPath ? "Path" : `'${name}'`, value, index),
    );
  }
  return undefined;
}
