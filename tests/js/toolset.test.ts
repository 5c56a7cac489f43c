import { describe, expect, it } from "@jest/globals";
import {
  type AskAnswer,
  type AskRequest,
  ConsoleCapability,
  type ConsoleToolset,
  type ConsoleToolsetOptions,
  createConsoleToolset,
  hashline,
  type ImageCodec,
  NacreError,
  READONLY_RULESET,
  type StateBackend,
} from "nacre";
import { createBashSandbox } from "nacre/just-bash";
import { checkHandles, ok, state, testCore, textOf } from "./support.js";

checkHandles();

function toolset(backend: StateBackend, options: Partial<ConsoleToolsetOptions> = {}): Promise<ConsoleToolset> {
  return createConsoleToolset({ backend, permissions: null, ...options });
}

/** A PNG's signature and header: as much as is looked at to know its size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes.set([8, 6, 0, 0, 0], 24);
  return bytes;
}

describe("tools", () => {
  it("are those that the backend can serve, all described", async () => {
    using files = await state();
    using tools = await toolset(files);
    expect(tools.tools.map(({ name }) => name)).toEqual(["ls", "read_file", "write_file", "edit_file", "glob", "grep"]);
    for (const { description, inputSchema } of tools.tools) {
      expect(description.length).toBeGreaterThan(40);
      expect(inputSchema.type).toBe("object");
      for (const property of Object.values(inputSchema.properties)) {
        expect(property).toEqual(expect.objectContaining({ description: expect.any(String) }));
      }
    }
    for (const { name } of tools.tools) expect(tools.instructions).toContain(name);
    expect(tools.instructions).not.toContain("execute");
  });

  it("are hidden where the rules deny, and refused when called all the same", async () => {
    using files = await state({ "/a": "1" });
    using tools = await toolset(files, { permissions: READONLY_RULESET });
    expect(tools.tools.map(({ name }) => name)).toEqual(["ls", "read_file", "glob", "grep"]);
    expect(await tools.call("write_file", { path: "/a", content: "2" })).toMatchObject({ isError: true });
    expect(await textOf(files, "/a")).toBe("1");
  });

  it("include commands over a sandbox", async () => {
    using files = await state({ "/a.txt": "one\n" });
    using sandbox = await createBashSandbox(files);
    using tools = await createConsoleToolset({
      backend: sandbox,
      core: files.core,
      permissions: null,
      requireExecuteApproval: false,
    });
    expect(tools.tools.map(({ name }) => name)).toContain("list_shells");
    const chunks: string[] = [];
    const result = await tools.call(
      "execute",
      { command: "cat a.txt; exit 2" },
      { onOutput: ({ text }) => chunks.push(text) },
    );
    expect(result.text).toBe("Command failed (exit code 2):\none\n");
    expect(chunks).toEqual(["one\n"]);
    const started = await tools.call("run_in_background", { command: "sleep 0.05; echo done" });
    expect(started.text).toMatch(/^Started background shell bg_1/);
    expect((await tools.call("read_output", { shell_id: "bg_1" })).text).toMatch(/^\[bg_1\] running/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await tools.call("read_output", { shell_id: "bg_1" })).text).toBe("[bg_1] exited (code 0)\ndone");
    expect((await tools.call("kill_shell", { shell_id: "bg_1" })).text).toMatch(/already finished/);
  });

  it("refuse options that make no sense", async () => {
    using files = await state();
    await expect(toolset(files, { editFormat: "vi" as "hashline" })).rejects.toThrow(NacreError);
    await expect(toolset(files, { descriptions: { nonsense: "x" } })).rejects.toThrow(/nonsense/);
  });

  it("take one's own words", async () => {
    using files = await state();
    using tools = await toolset(files, {
      descriptions: { ls: "List it.", grep: { args: { pattern: "What to find." } } },
    });
    expect(tools.tools.find(({ name }) => name === "ls")?.description).toContain("List it.");
    expect(tools.tools.find(({ name }) => name === "grep")?.inputSchema.properties["pattern"]).toMatchObject({
      description: "What to find.",
    });
  });
});

describe("calls", () => {
  it("read, write, edit and search", async () => {
    using files = await state({ "/src/a.ts": "const a = 1;\n" });
    using tools = await toolset(files);
    expect((await tools.call("ls")).text).toBe("Contents of .:\n  src/");
    expect((await tools.call("write_file", { path: "b.txt", content: "1\n2\n" })).text).toBe("Wrote 2 lines to /b.txt");
    await tools.call("read_file", { path: "src/a.ts" });
    const edited = await tools.call("edit_file", { path: "src/a.ts", old_string: "1", new_string: "2" });
    expect(edited.text).toBe("Edited /src/a.ts: replaced 1 occurrence");
    expect((await tools.call("glob", { pattern: "**/*.ts" })).text).toContain("/src/a.ts");
    expect((await tools.call("grep", { pattern: "a = 2", output_mode: "content" })).text).toContain(
      "/src/a.ts:1: const a = 2;",
    );
  });

  it("refuse an edit of what has changed since it was read", async () => {
    using files = await state({ "/a": "one\n" });
    using tools = await toolset(files);
    await tools.call("read_file", { path: "a" });
    ok(await files.write("/a", "one, changed\n"));
    const result = await tools.call("edit_file", { path: "/a", old_string: "one", new_string: "two" });
    expect(result).toMatchObject({ isError: true, code: "stale" });
    expect(result.text).toMatch(/changed since you last read it/);
  });

  it("edit by line hash", async () => {
    using files = await state({ "/a": "one\ntwo\n" });
    using tools = await toolset(files, { editFormat: "hashline" });
    const page = await tools.call("read_file", { path: "/a" });
    expect(page.text).toMatch(/^1:f9\|one\n2:b8\|two\n\n\[version [0-9a-f]{12}\]$/);
    const result = await tools.call("hashline_edit", { path: "/a", start_line: 2, start_hash: "b8", new_content: "2" });
    expect(result.isError).toBe(false);
    expect(await textOf(files, "/a")).toBe("one\n2\n");
  });

  it("throw only the reason of an aborted signal", async () => {
    using files = await state({ "/a": "1" });
    using tools = await toolset(files);
    const reason = new Error("enough");
    await expect(tools.call("read_file", { path: "/a" }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("are given up when the signal is aborted in between", async () => {
    using files = await state({ "/a": "1" });
    const controller = new AbortController();
    const reason = new Error("enough");
    const onAsk = (): Promise<AskAnswer> => {
      controller.abort(reason);
      return new Promise(() => undefined);
    };
    using tools = await toolset(files, { permissions: "DEFAULT", onAsk });
    const call = tools.call("write_file", { path: "/b", content: "" }, { signal: controller.signal });
    await expect(call).rejects.toBe(reason);
    expect(await files.exists("/b")).toBe(false);
  });
});

describe("asking", () => {
  it("happens once a call, and its answer stands", async () => {
    using files = await state();
    const asked: AskRequest[] = [];
    const answers: AskAnswer[] = ["allow", { answer: "deny", reason: "read only today" }, "allow_session"];
    const onAsk = (request: AskRequest): AskAnswer => {
      asked.push(request);
      return answers[asked.length - 1] ?? "deny";
    };
    using tools = await toolset(files, { permissions: "DEFAULT", onAsk });
    expect((await tools.call("write_file", { path: "/a", content: "1" }, { toolCallId: "call-1" })).isError).toBe(
      false,
    );
    const refused = await tools.call("write_file", { path: "/b", content: "1" });
    expect(refused).toMatchObject({ isError: true, code: "permission_denied" });
    expect(refused.text).toContain("read only today");
    for (const path of ["/c", "/d"])
      expect((await tools.call("write_file", { path, content: "1" })).isError).toBe(false);
    expect(asked.map(({ target }) => target)).toEqual(["/a", "/b", "/c"]);
    expect(asked[0]).toMatchObject({ operation: "write", tool: "write_file", toolCallId: "call-1" });
  });

  it("is not needed for an approved call, and does not help against a denial", async () => {
    using files = await state();
    using tools = await toolset(files, { permissions: "DEFAULT" });
    expect((await tools.call("write_file", { path: "/a", content: "1" })).code).toBe("approval_required");
    expect((await tools.call("write_file", { path: "/a", content: "1" }, { approved: true })).isError).toBe(false);
    expect((await tools.call("write_file", { path: "/.env", content: "1" }, { approved: true })).code).toBe(
      "permission_denied",
    );
    expect(tools.review("write_file", { path: "/a", content: "" }).decision).toBe("ask");
    expect(tools.review("write_file", { path: "/.env", content: "" }).decision).toBe("deny");
  });

  it("keeps secrets out of searches", async () => {
    using files = await state({ "/.env": "KEY=1\n", "/secrets.txt": "KEY=2\n", "/a": "KEY=3\n" });
    using tools = await toolset(files, { permissions: "DEFAULT" });
    const found = await tools.call("grep", { pattern: "KEY", output_mode: "content", ignore_hidden: false });
    expect(found.text).toContain("/a:1: KEY=3");
    expect(found.text).not.toMatch(/KEY=[12]/);
  });
});

describe("images and documents", () => {
  it("are binary parts, shrunk by the codec that was given", async () => {
    using files = await state({ "/small.png": png(10, 10), "/large.png": png(4000, 2000), "/a.pdf": "%PDF-1.4" });
    const asked: unknown[] = [];
    const imageCodec: ImageCodec = {
      mediaTypes: ["image/png"],
      async shrink({ bytes, ...request }) {
        asked.push({ ...request, size: bytes.length });
        return { bytes: png(1568, 784), mediaType: "image/png" };
      },
    };
    using tools = await toolset(files, { imageSupport: true, documentSupport: true, imageCodec });
    const small = await tools.call("read_file", { path: "/small.png" });
    expect(small.content.at(-1)).toEqual({
      type: "image",
      mediaType: "image/png",
      filename: "small.png",
      data: png(10, 10),
    });
    const large = await tools.call("read_file", { path: "/large.png" });
    expect(large.content.at(-1)).toMatchObject({ data: png(1568, 784) });
    expect(asked).toEqual([{ mediaType: "image/png", width: 4000, height: 2000, maxEdge: 1568, size: 33 }]);
    const document = await tools.call("read_file", { path: "/a.pdf" });
    expect(document.content.at(-1)).toMatchObject({ type: "file", mediaType: "application/pdf", filename: "a.pdf" });
  });

  it("pass through where there is no codec, or it fails", async () => {
    using files = await state({ "/large.png": png(4000, 2000) });
    const imageCodec: ImageCodec = { mediaTypes: ["image/png"], shrink: () => Promise.reject(new Error("broken")) };
    for (const options of [{}, { imageCodec }]) {
      using tools = await toolset(files, { imageSupport: true, ...options });
      expect((await tools.call("read_file", { path: "/large.png" })).content.at(-1)).toMatchObject({
        data: png(4000, 2000),
      });
    }
  });

  it("are refused when they are too large", async () => {
    using files = await state({ "/a.png": new Uint8Array(2000) });
    using tools = await toolset(files, { imageSupport: true, maxImageBytes: 1000 });
    expect((await tools.call("read_file", { path: "/a.png" })).text).toMatch(/^Error: Image '\/a\.png' too large/);
  });
});

describe("ConsoleCapability", () => {
  it("hides, checks, asks once and goes ahead", async () => {
    using files = await state();
    let asked = 0;
    const onAsk = (): AskAnswer => {
      asked += 1;
      return asked === 1 ? "allow" : "deny";
    };
    using capability = await ConsoleCapability.create({ backend: files, permissions: "DEFAULT", onAsk });
    expect(capability.prepareTools([{ name: "write_file" }, { name: "mine" }])).toEqual([
      { name: "write_file" },
      { name: "mine" },
    ]);
    expect((await capability.call("write_file", { path: "/a", content: "1" })).isError).toBe(false);
    expect(asked).toBe(1);
    expect((await capability.call("write_file", { path: "/a", content: "2" })).code).toBe("permission_denied");
    expect(asked).toBe(2);
    expect((await capability.call("write_file", { path: "/.env", content: "2" })).code).toBe("permission_denied");
    expect(asked).toBe(2);
    expect(capability.getInstructions()).toBe(capability.toolset.instructions);
    expect(ConsoleCapability.serializationName).toBe("ConsoleCapability");
  });

  it("hides what the rules deny", async () => {
    using files = await state();
    using capability = await ConsoleCapability.create({ backend: files, permissions: READONLY_RULESET });
    expect(capability.prepareTools([{ name: "read_file" }, { name: "edit_file" }])).toEqual([{ name: "read_file" }]);
  });
});

describe("hashline", () => {
  it("formats and edits texts that are in no workspace", async () => {
    const lines = await hashline(await testCore());
    expect(lines.hashOfLine("one")).toBe("f9");
    const page = ok(lines.format("one\ntwo\nthree\n", { offset: 1, limit: 1 }));
    expect(page.text.startsWith("2:b8|two\n\n... (1 more line)")).toBe(true);
    const edit = { startLine: 1, startHash: "f9", newContent: "1" };
    expect(
      ok(
        lines.apply("one\ntwo\n", [edit], { version: page.version.slice(0, 12) }).error
          ? { content: "stale" }
          : { content: "applied" },
      ),
    ).toEqual({ content: "stale" });
    expect(ok(lines.apply("one\ntwo\n", [edit])).content).toBe("1\ntwo\n");
    expect(lines.apply("one\n", [{ ...edit, startHash: "00" }]).error?.code).toBe("stale");
  });
});
