import { type CallOptions, orAborted } from "./abort.js";
import type { AskResolver } from "./ask.js";
import type { Backend, ErrorCode } from "./backend.js";
import type { Core, Handle } from "./core/core.js";
import { MisuseError } from "./core/errors.js";
import { disposeSymbol } from "./core/handle.js";
import type { InputFailure } from "./core/input.js";
import { kindOf } from "./core/kind.js";
import { loadCore } from "./core/load.js";
import { loneSurrogateIn } from "./core/lone-surrogates.js";
import { drive, type Effect } from "./drive.js";
import { guardLinks } from "./guarded/links.js";
import type { GuardedBackend } from "./guarded-backend.js";
import type { ImageCodec } from "./image-codec.js";
import { performerOf } from "./perform.js";
import type { Operation, PermissionRule, PermissionRuleset } from "./ruleset.js";
import { isSandbox, type OutputChunk } from "./sandbox.js";

/** The name of a preset ruleset. */
export type PresetName = "DEFAULT" | "PERMISSIVE" | "READONLY" | "STRICT";

/** One's own words for a tool, or only for some of its arguments. */
export interface DescriptionOverride {
  readonly description?: string;
  readonly args?: Readonly<Record<string, string>>;
}

export interface ConsoleToolsetOptions extends CallOptions {
  readonly backend: Backend;
  /** The core to live in. Default: the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
  /** What the agent may do. Default: the DEFAULT ruleset. Null: no rules at all. */
  readonly permissions?: PermissionRuleset | PresetName | null | undefined;
  /** Answers for rules that ask. */
  readonly onAsk?: AskResolver | undefined;
  /** What an ask means where nobody answers: an error that says so (the default), or a denial. */
  readonly askFallback?: "error" | "deny" | undefined;
  /** Edit by quoting text (the default), or by line number and checksum. */
  readonly editFormat?: "str_replace" | "hashline" | undefined;
  /** The checksum of `hashline`. Default `md5`. */
  readonly hash?: "md5" | "xxh3" | undefined;
  readonly includeExecute?: boolean | undefined;
  readonly includeBackground?: boolean | undefined;
  /** Only without rules: whether writing and running need approval. Defaults: false, true. */
  readonly requireWriteApproval?: boolean | undefined;
  readonly requireExecuteApproval?: boolean | undefined;
  /** The default of grep's `ignore_hidden`. Default true. */
  readonly defaultIgnoreHidden?: boolean | undefined;
  /** Give images to the model as images. */
  readonly imageSupport?: boolean | undefined;
  readonly maxImageBytes?: number | undefined;
  /** Shrinks images with a long edge; see `webImageCodec`. */
  readonly imageCodec?: ImageCodec | undefined;
  /** Give PDFs to the model as documents. */
  readonly documentSupport?: boolean | undefined;
  readonly maxDocumentBytes?: number | undefined;
  /** One's own words, by tool name. */
  readonly descriptions?: Readonly<Record<string, string | DescriptionOverride>> | undefined;
  /** `coding` (the default) adds advice on code. */
  readonly profile?: "coding" | "agent" | undefined;
  /** Offer `ls`, `read_file`, `glob` and `grep` only. */
  readonly readOnly?: boolean | undefined;
}

/** A JSON Schema of an object, every property described. */
export interface ToolInputSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: ToolInputSchema;
  readonly needsApproval: boolean;
  readonly operation: Operation;
  /** As MCP understands them. */
  readonly annotations: {
    readonly readOnly: boolean;
    readonly destructive: boolean;
    readonly idempotent: boolean;
    readonly openWorld: boolean;
  };
}

export interface TextPart {
  readonly type: "text";
  readonly text: string;
}

export interface BinaryPart {
  readonly type: "image" | "file";
  readonly mediaType: string;
  readonly filename: string;
  readonly data: Uint8Array;
}

export interface ToolResult {
  /** What the model reads. */
  readonly content: readonly (TextPart | BinaryPart)[];
  /** The text parts, joined by line breaks. */
  readonly text: string;
  /** A failure that the model is told; its text starts with `Error: `. */
  readonly isError: boolean;
  readonly code?: ErrorCode;
  /** Facts for user interfaces and logs: counts, paths, the diff. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ToolCallOptions extends CallOptions {
  /** A person has approved this very call. Rules that deny still hold. */
  readonly approved?: boolean | undefined;
  /** Output of commands as it comes. */
  readonly onOutput?: ((chunk: OutputChunk) => void) | undefined;
  /** The model's id of the call, handed on to `onAsk`. */
  readonly toolCallId?: string | undefined;
}

/** What the rules say to a call. */
export interface ToolReview {
  readonly decision: "allow" | "ask" | "deny";
  readonly operation: Operation;
  readonly target: string;
  readonly reason?: string;
  readonly rule?: PermissionRule;
}

type WirePart = TextPart | Omit<BinaryPart, "data">;

interface WireResult {
  readonly content: readonly WirePart[];
  readonly isError: boolean;
  readonly code?: ErrorCode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

function resultOf({ request, payload }: Effect): ToolResult {
  const { content, isError, code, metadata } = request as WireResult;
  const parts = content.map((part) => (part.type === "text" ? part : { ...part, data: payload }));
  const text = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  const result = { content: parts, text, isError, metadata };
  return code === undefined ? result : { ...result, code };
}

function refusalOf({ code, message }: InputFailure): ToolResult {
  const text = `Error: ${message}`;
  return { content: [{ type: "text", text }], text, isError: true, metadata: {}, code };
}

/** The console tools over one backend. It holds memory until it is disposed. */
export class ConsoleToolset implements Disposable {
  /** Denied tools, and those that the backend cannot serve, are absent. */
  readonly tools: readonly ToolSpec[];
  /** The system prompt that introduces exactly these tools. */
  readonly instructions: string;
  readonly #handle: Handle;
  readonly #options: ConsoleToolsetOptions;
  /** The files, where the rules have to be asked about links too. */
  readonly #files: GuardedBackend | undefined;

  /** @internal */
  constructor(handle: Handle, options: ConsoleToolsetOptions) {
    this.#handle = handle;
    this.#options = options;
    const { backend, permissions = "DEFAULT", onAsk, askFallback, core } = options;
    if (permissions) this.#files = guardLinks(backend, { permissions, onAsk, askFallback, core });
    this.tools = handle.call<readonly ToolSpec[]>("tools").value;
    this.instructions = handle.call<string>("instructions").value;
  }

  get backend(): Backend {
    return this.#options.backend;
  }

  /**
   * Calls a tool as a model would, with its arguments as an object or as JSON text. Unknown tools, wrong arguments,
   * refusals and failures are results that the model can read; it throws only when `signal` is aborted, the toolset or
   * its backend is disposed, or `onAsk` throws.
   */
  async call(name: string, args: object | string = {}, options: ToolCallOptions = {}): Promise<ToolResult> {
    const { approved, onOutput, toolCallId, signal } = options;
    signal?.throwIfAborted();
    if (typeof name !== "string") throw new MisuseError(`A tool's name must be a string, not ${kindOf(name)}`);
    const argumentsJson = typeof args === "string" ? args : JSON.stringify(args);
    const malformed = typeof args === "string" ? undefined : loneSurrogateIn(argumentsJson, args);
    if (malformed) return refusalOf(malformed);
    const { handle } = this.#handle.call("call", { name, toolCallId, approved: approved === true }, argumentsJson);
    if (!handle) throw new TypeError(`Tool '${name}' did not start`);
    const { backend, onAsk, imageCodec } = this.#options;
    const surroundings = { backend, files: this.#files, onAsk, imageCodec, onOutput, approved };
    return resultOf(await drive(handle, performerOf(surroundings), { signal }));
  }

  /** What the rules say to a call, without making it: for frameworks that ask for approval themselves. */
  review(name: string, args: object | string = {}): ToolReview {
    const argumentsJson = typeof args === "string" ? args : JSON.stringify(args);
    return this.#handle.call<ToolReview>("review", { name }, argumentsJson).value;
  }

  /** The names among `names` that the rules leave to the model; names of other tools are kept. */
  prepareTools(names: readonly string[]): readonly string[] {
    return this.#handle.call<readonly string[]>("prepareTools", { names }).value;
  }

  dispose(): void {
    this.#handle.dispose();
    this.#files?.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}

/**
 * Makes the tools that a model works with: `ls`, `read_file`, `write_file`, `edit_file` or `hashline_edit`, `glob`,
 * `grep`, and, over a backend that runs commands, `execute` and its background kin. Throws `NacreError` for options that
 * make no sense, naming what is allowed.
 *
 * @example
 * ```ts
 * import { createConsoleToolset, StateBackend } from "nacre";
 *
 * using files = await StateBackend.create({ files: { "/notes.md": "# Notes\nTASK: write\n" } });
 * using toolset = await createConsoleToolset({ backend: files });
 * const result = await toolset.call("grep", { pattern: "TASK", output_mode: "content" });
 * console.log(result.text.includes("/notes.md:2: TASK: write")); // true
 * ```
 */
export async function createConsoleToolset(options: ConsoleToolsetOptions): Promise<ConsoleToolset> {
  const { backend, core, onAsk, imageCodec, signal, ...settings } = options;
  if (typeof backend?.read !== "function") {
    throw new MisuseError(`A toolset needs a backend, not ${kindOf(backend)}; asBackend() makes one of a plain object`);
  }
  const home = core ?? coreOf(backend) ?? (await orAborted(loadCore(), signal));
  const runs = isSandbox(backend);
  const capabilities = {
    execute: runs,
    background: runs && backend.background !== undefined,
    images: imageCodec?.mediaTypes ?? [],
  };
  const handle = home.open("toolset", { ...settings, hasAskCallback: onAsk !== undefined, capabilities });
  return new ConsoleToolset(handle, { ...options, core: home });
}

function coreOf(backend: Backend): Core | undefined {
  return "core" in backend ? (backend.core as Core) : undefined;
}
