import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";

/** Runs the program in this process. */
export async function nodeHost(program) {
  const module = await WebAssembly.compile(await readFile(program));
  return async (folder, args) => {
    const streams = await mkdtemp(join(tmpdir(), "nacre-streams-"));
    const [stdout, stderr] = ["stdout", "stderr"].map((name) => openSync(join(streams, name), "w"));
    try {
      const wasi = new WASI({
        version: "preview1",
        args: ["nacre", ...args],
        preopens: { "/": folder },
        stdout,
        stderr,
      });
      const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
      const code = wasi.start(instance);
      const read = (name) => readFileSync(join(streams, name), "utf8");
      return { code, stdout: read("stdout"), stderr: read("stderr") };
    } finally {
      closeSync(stdout);
      closeSync(stderr);
      await rm(streams, { recursive: true });
    }
  };
}
