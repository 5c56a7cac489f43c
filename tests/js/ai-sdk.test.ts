import { describe, expect, it } from "@jest/globals";
import { createConsoleToolset } from "nacre";
import { type AiSdkOptions, toAiSdkTools, toolApproval, toSandboxSession } from "nacre/ai-sdk";
import { createBashSandbox } from "nacre/just-bash";
import { checkHandles, state, textOf } from "./support.js";

checkHandles();

/** The SDK's current major version needs a newer Node than our oldest; the one before is tested there. */
const version: NonNullable<AiSdkOptions["version"]> = Number(process.versions.node.split(".")[0]) >= 22 ? 7 : 6;

interface Sdk {
  generateText(options: object): Promise<{
    readonly text: string;
    readonly content: readonly Record<string, unknown>[];
    readonly response: { readonly messages: readonly unknown[] };
    readonly responseMessages?: readonly unknown[];
  }>;
  stepCountIs(count: number): unknown;
}

const sdk = (await import(version === 7 ? "ai" : "ai-v6")) as unknown as Sdk;

interface Prompt {
  readonly prompt: readonly { readonly role: string; readonly content: readonly Record<string, unknown>[] }[];
}

/** A model that says what it is told to, and keeps what it was asked. */
function scripted(...steps: (string | { readonly tool: string; readonly input: object })[]) {
  const asked: Prompt[] = [];
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  const model = {
    specificationVersion: version === 7 ? "v4" : "v3",
    provider: "test",
    modelId: "scripted",
    supportedUrls: {},
    async doGenerate(options: Prompt) {
      const step = steps[asked.length] ?? "done";
      asked.push(options);
      const calls = typeof step === "object";
      const content = calls
        ? [
            {
              type: "tool-call",
              toolCallId: `call-${asked.length}`,
              toolName: step.tool,
              input: JSON.stringify(step.input),
            },
          ]
        : [{ type: "text", text: step }];
      return { content, finishReason: { unified: calls ? "tool-calls" : "stop" }, usage, warnings: [] };
    },
  };
  const lastToolPart = (): Record<string, unknown> | undefined => asked.at(-1)?.prompt.at(-1)?.content.at(-1);
  return { model, asked, lastToolPart };
}

function options(toolset: Parameters<typeof toAiSdkTools>[0]): object {
  const tools = toAiSdkTools(toolset, { version });
  return { tools, stopWhen: sdk.stepCountIs(6), ...(version === 7 && { toolApproval: toolApproval(toolset) }) };
}

const png = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0,
  0, 0,
]);

describe(`AI SDK ${version}`, () => {
  it("calls tools, with the schemas that the model is shown", async () => {
    using files = await state({ "/a.txt": "one\n" });
    using toolset = await createConsoleToolset({ backend: files });
    const { model, asked, lastToolPart } = scripted({ tool: "read_file", input: { path: "a.txt" } }, "It says one.");
    const { text } = await sdk.generateText({ model, prompt: "What does it say?", ...options(toolset) });
    expect(text).toBe("It says one.");
    expect(lastToolPart()).toMatchObject({ output: { type: "text", value: "     1\tone" } });
    const shown = (asked[0] as unknown as { tools: { name: string; inputSchema: object }[] }).tools;
    expect(shown.map(({ name }) => name)).toEqual(toolset.tools.map(({ name }) => name));
    expect(shown[0]?.inputSchema).toEqual(toolset.tools[0]?.inputSchema);
  });

  it("tells the model of failures and denials", async () => {
    using files = await state({ "/.env": "KEY=1" });
    using toolset = await createConsoleToolset({ backend: files });
    const { model, asked } = scripted(
      { tool: "read_file", input: { path: "/no" } },
      { tool: "read_file", input: { path: "/.env" } },
    );
    await sdk.generateText({ model, prompt: "Go", ...options(toolset) });
    const parts = asked
      .flatMap(({ prompt }) => prompt.filter(({ role }) => role === "tool"))
      .flatMap(({ content }) => content);
    const outputs = JSON.stringify(parts.map((part) => part["output"]));
    expect(outputs).toContain("File '/no' not found");
    expect(outputs).toContain("Protect sensitive files");
    expect(outputs).not.toContain("KEY=1");
  });

  it.each([true, false])("asks through the SDK's own flow, once, and obeys: %s", async (approved) => {
    using files = await state();
    let asked = 0;
    const onAsk = () => {
      asked += 1;
      return true;
    };
    using toolset = await createConsoleToolset({ backend: files, onAsk });
    const messages: unknown[] = [{ role: "user", content: "Write it" }];
    const { model } = scripted({ tool: "write_file", input: { path: "/a", content: "1" } }, "done");
    const first = await sdk.generateText({ model, messages, ...options(toolset) });
    const request = first.content.find((part) => part["type"] === "tool-approval-request");
    expect(request).toBeDefined();
    expect(await files.exists("/a")).toBe(false);
    messages.push(...(first.responseMessages ?? first.response.messages));
    messages.push({
      role: "tool",
      content: [{ type: "tool-approval-response", approvalId: request?.["approvalId"], approved }],
    });

    using later = await createConsoleToolset({ backend: files, onAsk });
    const second = await sdk.generateText({ model, messages, ...options(later) });
    expect(second.text).toBe("done");
    expect(await files.exists("/a")).toBe(approved);
    expect(asked).toBe(0);
  });

  it("does not take a tool's approval for granted", async () => {
    using files = await state();
    using toolset = await createConsoleToolset({ backend: files });
    const tools = toAiSdkTools(toolset, { version: 7 });
    const output = await tools["write_file"]?.execute({ path: "/a", content: "1" }, { toolCallId: "1" });
    expect(output).toMatchObject({ isError: true, code: "approval_required" });
  });

  it("hands images on as the SDK's parts, and stores them as JSON", async () => {
    using files = await state({ "/a.png": png, "/b.pdf": "%PDF-1.4" });
    using toolset = await createConsoleToolset({ backend: files, imageSupport: true, documentSupport: true });
    const { model, lastToolPart } = scripted({ tool: "read_file", input: { path: "/a.png" } }, "A picture.");
    const { response } = await sdk.generateText({ model, prompt: "Look", ...options(toolset) });
    const { output } = lastToolPart() as { output: { type: string; value: Record<string, unknown>[] } };
    expect(output.type).toBe("content");
    expect(output.value[0]?.["type"]).toBe("text");
    expect(JSON.stringify(output.value.at(-1))).toContain(btoa(String.fromCharCode(...png)));
    expect(JSON.parse(JSON.stringify(response.messages))).toEqual(response.messages);
    const tools = toAiSdkTools(toolset, { version });
    const stored = await tools["read_file"]?.execute({ path: "/b.pdf" }, { toolCallId: "1" });
    expect(JSON.parse(JSON.stringify(stored))).toEqual(stored);
    expect(stored && tools["read_file"]?.toModelOutput({ output: stored }).type).toBe("content");
  });
});

describe("toSandboxSession", () => {
  it("runs commands and works on files", async () => {
    using files = await state({ "/w/a.txt": "one\ntwo\nthree\n" });
    using sandbox = await createBashSandbox(files);
    const session = toSandboxSession(sandbox, { cwd: "/w" });
    expect(await session.run({ command: "cat a.txt | head -1; pwd; exit 3" })).toEqual({
      exitCode: 3,
      stdout: "one\n/w\n",
      stderr: "",
    });
    expect(await session.readTextFile({ path: "a.txt", startLine: 2, endLine: 9 })).toBe("two\nthree\n");
    expect(await session.readTextFile({ path: "none" })).toBeNull();
    expect(await new Response(await session.readFile({ path: "/w/a.txt" })).text()).toBe("one\ntwo\nthree\n");
    await session.writeTextFile({ path: "d/b.txt", content: "b" });
    await session.writeFile({ path: "d/c.txt", content: new Blob(["c"]).stream() });
    expect(await textOf(files, "/w/d/c.txt")).toBe("c");
    expect(await session.stat({ path: "d" })).toMatchObject({ type: "directory" });
    expect(await session.stat({ path: "no" })).toBeNull();
    expect((await session.listDirectory({ path: "." }))?.map(({ name }) => name)).toEqual(["d", "a.txt"]);
    expect(await session.listDirectory({ path: "no" })).toBeNull();
    await expect(session.listDirectory({ path: "a.txt" })).rejects.toThrow(/not a directory/);
    expect([await session.deleteFile({ path: "a.txt" }), await session.deleteFile({ path: "a.txt" })]).toEqual([
      true,
      false,
    ]);
    await expect(session.deleteFile({ path: "d" })).rejects.toThrow(/is a directory/);
    await expect(session.writeTextFile({ path: "d", content: "x" })).rejects.toThrow();
  });

  it("spawns, waits and kills", async () => {
    using files = await state();
    using sandbox = await createBashSandbox(files);
    const session = toSandboxSession(sandbox);
    const quick = await session.spawn({ command: "echo out; echo err >&2; exit 4" });
    expect(await quick.wait()).toEqual({ exitCode: 4 });
    expect([await new Response(quick.stdout).text(), await new Response(quick.stderr).text()]).toEqual([
      "out\n",
      "err\n",
    ]);
    const slow = await session.spawn({ command: "sleep 30" });
    await slow.kill();
    expect(await slow.wait()).toEqual({ exitCode: 137 });
    await expect(session.spawn({ command: "cat", stdin: true })).rejects.toThrow(/not supported/);
  });
});
