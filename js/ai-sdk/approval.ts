import type { ConsoleToolset } from "../toolset.js";

/** The AI SDK's words for what happens to a call. */
export type ToolApprovalStatus =
  | "not-applicable"
  | { readonly type: "user-approval"; readonly reason?: string }
  | { readonly type: "denied"; readonly reason?: string };

interface CallFacts {
  readonly toolCallId: string;
  readonly messages?: readonly unknown[];
}

/** What the SDK's own approval flow has asked for, by toolset. */
const flows = new WeakMap<ConsoleToolset, Set<string>>();

/** Turns the SDK's approval flow on for `toolset`: from here on its approvals count. */
export function useSdkApprovals(toolset: ConsoleToolset): void {
  if (!flows.has(toolset)) flows.set(toolset, new Set());
}

/** What the rules say to a call, in the SDK's words; remembers that the SDK will ask. */
export function statusOf(
  toolset: ConsoleToolset,
  name: string,
  input: unknown,
  toolCallId: string,
): ToolApprovalStatus {
  const { decision, reason } = toolset.review(name, asObject(input));
  if (decision === "allow") return "not-applicable";
  const because = reason === undefined ? {} : { reason };
  if (decision === "deny") return { type: "denied", ...because };
  flows.get(toolset)?.add(toolCallId);
  return { type: "user-approval", ...because };
}

/**
 * Whether a call that is being executed was approved in the SDK's flow: the flow asked for it in this process, or the
 * messages hold the approval. The SDK executes nothing that it asked for and that was not approved.
 */
export function isApproved(toolset: ConsoleToolset, { toolCallId, messages = [] }: CallFacts): boolean {
  const asked = flows.get(toolset);
  if (!asked) return false;
  return asked.has(toolCallId) || approvedIn(messages, toolCallId);
}

function approvedIn(messages: readonly unknown[], toolCallId: string): boolean {
  const parts = messages.flatMap((message) => {
    const { content } = asObject(message);
    return Array.isArray(content) ? content.map(asObject) : [];
  });
  const requests = parts.filter(
    (part) => part["type"] === "tool-approval-request" && part["toolCallId"] === toolCallId,
  );
  return requests.some(({ approvalId }) =>
    parts.some(
      (part) =>
        part["type"] === "tool-approval-response" && part["approvalId"] === approvalId && part["approved"] === true,
    ),
  );
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
