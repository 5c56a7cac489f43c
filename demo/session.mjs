import { generateText, stepCountIs } from "ai";
import { toAiSdkTools, toolApproval } from "nacre/ai-sdk";

const MAX_STEPS = 40;

function shownText(output) {
  return output.content.map((part) => (part.type === "text" ? part.text : `[${part.mediaType}]`)).join("\n");
}

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
      onStepEnd: (step) => show(step, transcript),
    });
    messages.push(...result.responseMessages);
    const requests = result.content.filter((part) => part.type === "tool-approval-request" && !part.isAutomatic);
    if (requests.length === 0) return result.text;
    const responses = [];
    for (const { approvalId, toolCall } of requests) {
      const approved = await decide(toolCall.toolName, toolCall.input);
      transcript.approval(`${toolCall.toolName} ${JSON.stringify(toolCall.input).slice(0, 70)}`, approved);
      responses.push({ type: "tool-approval-response", approvalId, approved });
    }
    messages.push({ role: "tool", content: responses });
  }
}

function show(step, transcript) {
  if (step.text) transcript.model(step.text);
  for (const part of step.content) {
    if (part.type === "tool-call") transcript.call(part.toolName, part.input);
    if (part.type === "tool-result") transcript.result(shownText(part.output), { failed: part.output.isError });
    if (part.type === "tool-error") transcript.result(String(part.error), { failed: true });
  }
}
