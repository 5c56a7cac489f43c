import { asObject, isApproved, statusOf, type ToolApprovalStatus, useSdkApprovals } from "./ai-sdk/approval.js";
import { type AiSdkToolOutput, type ModelOutput, modelOutputOf, outputOf } from "./ai-sdk/output.js";
import { SandboxSession, type SandboxSessionOptions } from "./ai-sdk/sandbox-session.js";
import { type AiSdkSchema, aiSdkSchema } from "./ai-sdk/schema.js";
import type { Sandbox } from "./sandbox.js";
import type { ConsoleToolset, ToolSpec } from "./toolset.js";

export type { ToolApprovalStatus } from "./ai-sdk/approval.js";
export type { AiSdkBinaryPart, AiSdkTextPart, AiSdkToolOutput, ModelOutput } from "./ai-sdk/output.js";
export type { SandboxSession, SandboxSessionOptions } from "./ai-sdk/sandbox-session.js";
export type { AiSdkSchema } from "./ai-sdk/schema.js";

/** The facts of a call that the SDK hands to a tool. */
export interface AiSdkCall {
  readonly toolCallId: string;
  readonly messages?: unknown[];
  readonly abortSignal?: AbortSignal;
}

/** A tool of the AI SDK, structurally: this package does not import the SDK. */
export interface AiSdkTool {
  readonly description: string;
  readonly inputSchema: AiSdkSchema;
  readonly execute: (input: unknown, call: AiSdkCall) => Promise<AiSdkToolOutput>;
  readonly toModelOutput: (result: { readonly output: AiSdkToolOutput }) => ModelOutput;
  readonly needsApproval?: (input: unknown, call: { readonly toolCallId: string }) => boolean;
}

export interface AiSdkOptions {
  /** The major version of the SDK. Default 7. */
  readonly version?: 6 | 7;
}

function toolOf(toolset: ConsoleToolset, { name, description, inputSchema }: ToolSpec, version: 6 | 7): AiSdkTool {
  const tool: AiSdkTool = {
    description,
    inputSchema: aiSdkSchema(inputSchema),
    async execute(input, { toolCallId, messages, abortSignal }) {
      const approved = isApproved(toolset, { toolCallId, ...(messages && { messages }) });
      return outputOf(await toolset.call(name, asObject(input), { approved, toolCallId, signal: abortSignal }));
    },
    toModelOutput: ({ output }) => modelOutputOf(output, version),
  };
  if (version === 7) return tool;
  const needsApproval: NonNullable<AiSdkTool["needsApproval"]> = (input, { toolCallId }) => {
    const status = statusOf(toolset, name, input, toolCallId);
    return status !== "not-applicable" && status.type === "user-approval";
  };
  return { ...tool, needsApproval };
}

/**
 * The tools of `toolset` for `generateText` and `streamText`. With version 7 pass `toolApproval(toolset)` beside them, so
 * that the SDK asks where a rule asks; with version 6 the tools do that themselves.
 *
 * @example
 * ```ts
 * import { createConsoleToolset, StateBackend } from "nacre";
 * import { toAiSdkTools } from "nacre/ai-sdk";
 *
 * using files = await StateBackend.create({ files: { "/a.txt": "one\n" } });
 * using toolset = await createConsoleToolset({ backend: files });
 * const tools = toAiSdkTools(toolset);
 * const output = await tools["read_file"]?.execute({ path: "/a.txt" }, { toolCallId: "1" });
 * console.log(output?.isError); // false
 * ```
 */
export function toAiSdkTools(toolset: ConsoleToolset, { version = 7 }: AiSdkOptions = {}): Record<string, AiSdkTool> {
  if (version === 6) useSdkApprovals(toolset);
  return Object.fromEntries(toolset.tools.map((spec) => [spec.name, toolOf(toolset, spec, version)]));
}

/** Decides about one call before the SDK executes it. */
export type ToolApproval = (input: unknown, call: { readonly toolCallId: string }) => ToolApprovalStatus;

/**
 * The rules of `toolset` as AI SDK 7's `toolApproval`, tool by tool: what they allow runs, what they deny is refused with
 * the reason, and where they ask the SDK asks. Its approvals stand for the call; `onAsk` is not consulted again.
 */
export function toolApproval(toolset: ConsoleToolset): Record<string, ToolApproval> {
  useSdkApprovals(toolset);
  return Object.fromEntries(
    toolset.tools.map(({ name }): [string, ToolApproval] => [
      name,
      (input, { toolCallId }) => statusOf(toolset, name, input, toolCallId),
    ]),
  );
}

/** A sandbox as AI SDK 7's `Experimental_SandboxSession`, for tools that read `experimental_sandbox`. */
export function toSandboxSession(sandbox: Sandbox, options: SandboxSessionOptions = {}): SandboxSession {
  return new SandboxSession(sandbox, options);
}
