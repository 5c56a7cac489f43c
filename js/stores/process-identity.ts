import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { kill, pid } from "node:process";

/** Which process it is, for others that ask whether it still lives. */
export interface ProcessIdentity {
  /** Where its number means something: the host, its boot and the namespace of processes, as far as they are known. */
  readonly place: string;
  readonly pid: number;
  /** When it started, in a unit of the system's own; tells it from a later process of that number. */
  readonly start?: string | undefined;
}

let self: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  self ??= {
    place: [
      asked(hostname) ?? crypto.randomUUID(),
      asked(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()),
      asked(() => readlinkSync("/proc/self/ns/pid")),
    ]
      .filter((part) => part !== undefined)
      .join(" "),
    pid,
    start: stateOf(pid)?.start,
  };
  return self;
}

/** Whether that process lives. This process counts as unknown: what it has to do with may be a thread that ended. */
export function fateOf({ place, pid: other, start }: ProcessIdentity): "alive" | "dead" | "unknown" {
  const here = thisProcess();
  if (place !== here.place) return "unknown";
  try {
    kill(other, 0);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ESRCH") return "dead";
    if (code !== "EPERM") return "unknown";
  }
  const state = stateOf(other);
  if (!state || start === undefined) return "unknown";
  if (state.start !== start || state.ended) return "dead";
  return other === here.pid ? "unknown" : "alive";
}

/** The process that a text names, as `JSON.stringify` wrote it; a text may be torn, or anybody's. */
export function identityIn(text: string): ProcessIdentity | undefined {
  try {
    const { place, pid, start } = JSON.parse(text) as Record<string, unknown>;
    if (typeof place !== "string" || !Number.isSafeInteger(pid) || (pid as number) < 1) return undefined;
    return { place, pid: pid as number, start: typeof start === "string" ? start : undefined };
  } catch {
    return undefined;
  }
}

/** What Linux tells of a process; one that ended stays listed until its parent has asked how. */
function stateOf(process: number): { readonly start: string; readonly ended: boolean } | undefined {
  const line = asked(() => readFileSync(`/proc/${process}/stat`, "latin1"));
  // The name, in parentheses, may have spaces and parentheses of its own.
  const [state = "", ...fields] = line?.slice(line.lastIndexOf(")") + 2).split(" ") ?? [];
  const start = fields[18];
  return start === undefined ? undefined : { start, ended: /[ZXx]/.test(state) };
}

function asked(question: () => string): string | undefined {
  try {
    return question();
  } catch {
    return undefined;
  }
}
