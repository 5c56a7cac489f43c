import type { Backend } from "../backend.js";
import { equal, ok, throwsReason } from "./assert.js";
import type { Section } from "./runner.js";

/** Every method with a signal. */
function calls(backend: Backend, signal: AbortSignal): readonly (() => Promise<unknown>)[] {
  return [
    () => backend.exists("/a", { signal }),
    () => backend.stat("/a", { signal }),
    () => backend.ls("/", { signal }),
    () => backend.read("/a", { signal }),
    () => backend.readBytes("/a", { signal }),
    () => backend.write("/a", "changed", { signal }),
    () => backend.edit("/a", "kept", "changed", { signal }),
    () => backend.hashlineEdit("/a", [{ startLine: 1, startHash: "00", newContent: "" }], { signal }),
    () => backend.applyPatch("", { signal }),
    () => backend.glob("*", { signal }),
    () => backend.grep("x", { signal }),
    () => backend.remove("/a", { signal }),
    () => backend.move("/a", "/b", { signal }),
    () => backend.mkdir("/d", { signal }),
  ];
}

export const calling: Section<Backend> = {
  name: "calling",
  cases: [
    {
      name: "an aborted signal's reason is thrown, and nothing is done",
      files: { "/a": "kept" },
      async run(backend) {
        const reason = new Error("enough");
        const signal = AbortSignal.abort(reason);
        for (const call of calls(backend, signal)) await throwsReason(call, reason);
        equal(ok(await backend.read("/a", { format: "raw" })).text, "kept", "content");
        equal(ok(await backend.ls()).entries.length, 1, "number of files");
      },
    },
    {
      name: "a signal that is not aborted changes nothing",
      files: { "/a": "x" },
      async run(backend) {
        const { signal } = new AbortController();
        equal(ok(await backend.read("/a", { format: "raw", signal })).text, "x", "content");
      },
    },
    {
      name: "calls may overlap",
      async run(backend) {
        await Promise.all(Array.from({ length: 20 }, (_, i) => backend.write(`/f${i}`, `${i}`).then(ok)));
        equal(ok(await backend.glob("f*")).matches.length, 20, "number of files");
      },
    },
  ],
};
