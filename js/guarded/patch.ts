import type { ApplyPatchOptions, ApplyPatchResult, Backend, CallOptions } from "../backend.js";
import type { Core } from "../core/core.js";
import type { Failure } from "../failure.js";
import { StateBackend } from "../state-backend.js";
import { tryPatch } from "../try-patch.js";
import { type Access, type Gate, stopped } from "./gate.js";

const operations = ["read", "edit", "write"] as const;

/** A patch tells what is in each file that it names, and may edit, write or remove it. */
async function denialOf(gate: Gate, path: string, options: CallOptions): Promise<Failure | undefined> {
  const unreadable = await gate.denial("read", path, options);
  return unreadable ?? ((await gate.denial("write", path, options)) && gate.denial("edit", path, options));
}

function accessesOf(tried: ApplyPatchResult, read: readonly string[]): readonly Access[] {
  if (tried.error) return read.map((path) => ({ operation: "read", path }));
  return tried.files.flatMap(({ path, action, moveTo }): readonly Access[] => [
    { operation: action === "update" ? "edit" : "write", path },
    ...(moveTo === undefined
      ? []
      : [{ operation: "write", path: moveTo } as const, { operation: "write", path } as const]),
  ]);
}

/** Applies a patch when each of its paths may be touched. It is tried out first, as only then all of them are known. */
export async function applyGuarded(
  backend: Backend,
  gate: Gate,
  core: Core,
  patch: string,
  options: ApplyPatchOptions,
): Promise<ApplyPatchResult> {
  if (!operations.some((operation) => gate.may(operation, "ask", "deny"))) return backend.applyPatch(patch, options);
  using overlay = await StateBackend.create({ core });
  const read: string[] = [];
  let denial: Failure | undefined;
  const tried = await tryPatch(overlay, patch, options, async (path) => {
    denial = await denialOf(gate, path, options);
    if (denial) return denial;
    read.push(path);
    return backend.readBytes(path, { signal: options.signal });
  });
  const refusal = denial ?? (await gate.refuse(accessesOf(tried, read), options));
  if (refusal) return stopped("The patch", refusal, []);
  return tried.error ? tried : backend.applyPatch(patch, options);
}
