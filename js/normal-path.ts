import type { Core } from "./core/core.js";
import { type Failure, isFailure, type Outcome } from "./failure.js";
import { malformedText } from "./well-formed.js";

/** `path`, absolute and without empty or `.` segments, as the core reads it; or why it is none. */
export function normalPath(core: Core, path: string): Outcome<{ readonly path: string }> {
  const malformed = malformedText({ path });
  if (malformed) return malformed;
  const { value } = core.call<Failure | { readonly path: string }>("path.normalize", { path });
  return isFailure(value) ? value : { path: value.path };
}
