import type { CallOptions } from "./abort.js";
import { normaliseAnswer } from "./ask.js";
import type { Failure, Outcome } from "./backend.js";
import { disposeSymbol } from "./core/handle.js";
import { fail } from "./failure.js";
import {
  type ConsoleToolset,
  type ConsoleToolsetOptions,
  createConsoleToolset,
  type ToolCallOptions,
  type ToolResult,
  type ToolReview,
} from "./toolset.js";

/** A tool call may go ahead. `approved` says that a person was asked; hand it on to `toolset.call`. */
export type Permit = Outcome<{ readonly approved: boolean }>;

/**
 * The console tools as an agent framework plugs them in: it hides what the rules deny, checks each call before it runs,
 * and adds the instructions. Where a rule asks, the person is asked once a call, here or in the toolset, never in both.
 *
 * @example
 * ```ts
 * import { ConsoleCapability, READONLY_RULESET, StateBackend } from "nacre";
 *
 * using files = await StateBackend.create({ files: { "/a.txt": "hi" } });
 * using capability = await ConsoleCapability.create({ backend: files, permissions: READONLY_RULESET });
 * console.log(capability.prepareTools([{ name: "read_file" }, { name: "write_file" }])); // [ { name: 'read_file' } ]
 * const permit = await capability.beforeToolExecute("write_file", { path: "/a.txt", content: "" });
 * console.log(permit.error?.code); // permission_denied
 * ```
 */
export class ConsoleCapability implements Disposable {
  /** The name under which frameworks store and find it. */
  static readonly serializationName = "ConsoleCapability";

  readonly toolset: ConsoleToolset;
  readonly #options: ConsoleToolsetOptions;
  readonly #granted = new Set<string>();

  private constructor(toolset: ConsoleToolset, options: ConsoleToolsetOptions) {
    this.toolset = toolset;
    this.#options = options;
  }

  static async create(options: ConsoleToolsetOptions): Promise<ConsoleCapability> {
    return new ConsoleCapability(await createConsoleToolset(options), options);
  }

  /** The tools of a framework without those that the rules deny. Tools that are not ours are kept. */
  prepareTools<T extends { readonly name: string }>(tools: readonly T[]): T[] {
    const kept = new Set(this.toolset.prepareTools(tools.map(({ name }) => name)));
    return tools.filter(({ name }) => kept.has(name));
  }

  /** Checks a call and, where a rule asks, asks. */
  async beforeToolExecute(
    name: string,
    args: object = {},
    options: CallOptions & { readonly toolCallId?: string | undefined } = {},
  ): Promise<Permit> {
    options.signal?.throwIfAborted();
    const review = this.toolset.review(name, args);
    if (review.decision === "allow") return { approved: false };
    if (review.decision === "deny") return refusal(review);
    if (this.#granted.has(grantKey(review))) return { approved: true };
    return this.#ask(name, review, options);
  }

  /** `beforeToolExecute`, then the call. */
  async call(name: string, args: object = {}, options: ToolCallOptions = {}): Promise<ToolResult> {
    const permit = await this.beforeToolExecute(name, args, options);
    if (!permit.error) return this.toolset.call(name, args, { ...options, approved: permit.approved });
    const text = `Error: ${permit.error.message}`;
    return { content: [{ type: "text", text }], text, isError: true, code: permit.error.code, metadata: {} };
  }

  /** The system prompt that introduces the tools. */
  getInstructions(): string {
    return this.toolset.instructions;
  }

  dispose(): void {
    this.toolset.dispose();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  async #ask(
    tool: string,
    review: ToolReview,
    { signal, toolCallId }: CallOptions & { readonly toolCallId?: string | undefined },
  ): Promise<Permit> {
    const { operation, target, reason = "", rule } = review;
    const { onAsk, askFallback } = this.#options;
    if (!onAsk) {
      const code = askFallback === "deny" ? "permission_denied" : "approval_required";
      const verb = askFallback === "deny" ? "denied" : "required";
      return fail(code, `Permission ${verb} for ${operation} on '${target}': Approval required but no callback`);
    }
    const context = { ...(rule && { rule }), ...(toolCallId !== undefined && { toolCallId }) };
    const decision = normaliseAnswer(await onAsk({ operation, target, reason, tool, ...context }, { signal }));
    if (decision.answer === "deny") {
      return fail("permission_denied", deniedMessage(review, decision.reason));
    }
    if (decision.answer === "allow_session") this.#granted.add(grantKey(review));
    return { approved: true };
  }
}

function grantKey({ operation, rule }: ToolReview): string {
  return JSON.stringify([operation, rule?.pattern ?? null]);
}

function deniedMessage({ operation, target }: ToolReview, reason: string | undefined): string {
  return `Permission denied for ${operation} on '${target}'${reason ? `: ${reason}` : ""}`;
}

function refusal(review: ToolReview): Failure {
  return fail("permission_denied", review.reason ?? deniedMessage(review, review.rule?.description));
}
