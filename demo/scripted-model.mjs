import { MockLanguageModelV4 } from "ai/test";
import { toolText } from "./tool-text.mjs";

const USAGE = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

function resultsOf(prompt, ids) {
  const byId = new Map();
  for (const message of prompt) {
    if (message.role !== "tool") continue;
    for (const part of message.content) {
      if (part.type === "tool-result") byId.set(part.toolCallId, toolText(part.output));
    }
  }
  return ids.map((id) => byId.get(id) ?? "");
}

/**
 * A language model that follows a script instead of thinking: the real agent loop with real tools, repeatable and
 * without an API key. The script is a generator: it yields `{ say, calls: [[tool, input]...] }`, is resumed with what
 * the tools answered, and returns its last words.
 *
 * @param {Generator<{say: string, calls: [string, object][]}, string, string[]>} script
 */
export function scriptedModel(script) {
  let pending = [];
  let count = 0;
  return new MockLanguageModelV4({
    provider: "nacre",
    modelId: "script",
    doGenerate: async ({ prompt }) => {
      const { value, done } = script.next(resultsOf(prompt, pending));
      if (done) return answer([{ type: "text", text: value }], "stop");
      const calls = value.calls.map(([toolName, input]) => ({
        type: "tool-call",
        toolCallId: `call-${++count}`,
        toolName,
        input: JSON.stringify(input),
      }));
      pending = calls.map((call) => call.toolCallId);
      return answer([{ type: "text", text: value.say }, ...calls], "tool-calls");
    },
  });
}

function answer(content, finish) {
  return { content, finishReason: { unified: finish, raw: finish }, usage: USAGE, warnings: [] };
}
