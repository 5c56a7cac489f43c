/**
 * The real model that the environment has a key for, or null: `AI_GATEWAY_API_KEY`, `ANTHROPIC_API_KEY` or
 * `OPENAI_API_KEY`; `NACRE_MODEL` names another model of the same provider.
 */
export async function modelFromEnvironment(environment = process.env) {
  const name = environment.NACRE_MODEL;
  if (environment.AI_GATEWAY_API_KEY) return name ?? "anthropic/claude-sonnet-4.5";
  if (environment.ANTHROPIC_API_KEY) {
    const { anthropic } = await import("@ai-sdk/anthropic");
    return anthropic(name ?? "claude-sonnet-4-5");
  }
  if (environment.OPENAI_API_KEY) {
    const { openai } = await import("@ai-sdk/openai");
    return openai(name ?? "gpt-5");
  }
  return null;
}
