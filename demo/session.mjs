import { generateText, stepCountIs } from "ai";
import { toAiSdkTools, toolApproval } from "nacre/ai-sdk";
import { toolText } from "./tool-text.mjs";

const MAX_STEPS = 40;

/**
 * One agent session through the AI SDK: the model calls tools until it has finished, and every approval that the rules
 * ask for goes through `decide`.
 *
 * @param {{ model: import("ai").LanguageModel, toolset: import("nacre").ConsoleToolset, task: string,
 *   transcript: import("./transcript.mjs").Transcript, decide: (toolName: string, input: object) => Promise<boolean> }} session
 */
export async function runSession({ model, toolset, task, transcript, decide }) {
  const tools = toAiSdkTools(toolset);
  const messages = [{ role: "user", content: task }];
  transcript.user(task);
  for (;;) {
    const result = await generateText({
      model,
      tools,
      toolApproval: toolApproval(toolset),
      instructions: toolset.instructions,
      messages,
      stopWhen: stepCountIs(MAX_STEPS),
    });
    for (const message of result.responseMessages) show(message, transcript);
    messages.push(...result.responseMessages);
    const requests = result.content.filter((part) => part.type === "tool-approval-request" && !part.isAutomatic);
    if (requests.length === 0) return;
    const responses = [];
    for (const { approvalId, toolCall } of requests) {
      const approved = await decide(toolCall.toolName, toolCall.input);
      transcript.approval(`${toolCall.toolName} ${JSON.stringify(toolCall.input).slice(0, 70)}`, approved);
      responses.push({ type: "tool-approval-response", approvalId, approved });
    }
    messages.push({ role: "tool", content: responses });
  }
}

function show(message, transcript) {
  if (typeof message.content === "string") {
    transcript.model(message.content);
    return;
  }
  for (const part of message.content) {
    if (part.type === "text") transcript.model(part.text);
    if (part.type === "tool-call") transcript.call(part.toolName, part.input);
    if (part.type === "tool-result") {
      const text = toolText(part.output);
      transcript.result(text, { failed: part.output.type === "execution-denied" || text.startsWith("Error: ") });
    }
  }
}
