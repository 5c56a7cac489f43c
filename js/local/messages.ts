import type { WorkspacePlan } from "./workspace-plan.js";

/** Something that lives in the worker. */
export interface Reference {
  /** 0 is the workspace. */
  readonly target: number;
  readonly kind: "workspace" | "overlay" | "version" | "import";
}

/** What a page says to the worker that has its workspace. Every `id` is of one call or loop. */
export type Request =
  | { readonly type: "open"; readonly id: number; readonly plan: WorkspacePlan }
  | {
      readonly type: "call";
      readonly id: number;
      readonly on: Reference;
      readonly method: string;
      /** References and `AbortSignal`s are sent as `Stand`s. */
      readonly args: readonly unknown[];
    }
  | { readonly type: "watch"; readonly id: number; readonly on: Reference; readonly options: object }
  /** The page gave up a call or left a loop. */
  | { readonly type: "abort"; readonly id: number; readonly reason: unknown }
  | { readonly type: "forget"; readonly on: Reference };

/** What the worker says. */
export type Response =
  | { readonly type: "ready" }
  /** It holds this Web Lock as long as it lives. */
  | { readonly type: "alive"; readonly lock: string }
  | { readonly type: "value"; readonly id: number; readonly value: unknown }
  | {
      readonly type: "refusal";
      readonly id: number;
      readonly name: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: "progress"; readonly id: number; readonly progress: unknown }
  | { readonly type: "event"; readonly id: number; readonly event: unknown }
  | { readonly type: "end"; readonly id: number };

/** What stands among arguments and results for what cannot be sent. */
export type Stand = { readonly stands: "signal" } | { readonly stands: "reference"; readonly to: Reference };

/** Whether `value` stands for something else. */
export function isStand(value: unknown): value is Stand {
  return typeof value === "object" && value !== null && "stands" in value;
}

/** One end of the line between a page and its worker. */
export interface Line<Out, In> {
  post(message: Out, transfer?: readonly Transferable[]): void;
  listen(handler: (message: In) => void): void;
}

const files = [
  "exists",
  "stat",
  "ls",
  "read",
  "readBytes",
  "write",
  "edit",
  "hashlineEdit",
  "applyPatch",
  "glob",
  "grep",
  "remove",
  "move",
  "mkdir",
];

/** What the page may call on what lives in the worker. */
export const callable: { readonly [K in Reference["kind"]]: ReadonlySet<string> } = {
  workspace: new Set([
    ...files,
    ...["importTar", "exportTar", "fork", "snapshot", "restore", "diff", "merge", "status", "sync", "close"],
  ]),
  overlay: new Set([...files, "changes"]),
  version: new Set(),
  import: new Set(["push", "finish"]),
};
