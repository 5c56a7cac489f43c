import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";

/** Runs `work` with a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "nacre-archive-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The bytes that a Python program leaves in the file `out`. */
export function madeByPython(program: string): Promise<Uint8Array> {
  return inFolder((folder) => {
    run("python3", ["-c", program], folder);
    return new Uint8Array(readFileSync(join(folder, "out")));
  });
}

/** What a Python program prints about the archive in the file `in`, as JSON. */
export function readByPython(archive: Uint8Array, program: string): Promise<unknown> {
  return inFolder((folder) => {
    writeFileSync(join(folder, "in"), archive);
    return JSON.parse(run("python3", ["-c", program], folder));
  });
}

/** A zip archive as `zipfile` writes it, from the body of a `with` statement about `z`. */
export function zipByPython(...lines: readonly string[]): Promise<Uint8Array> {
  const body = lines.map((line) => `    ${line}\n`).join("");
  return madeByPython(
    `import io, stat, sys, tarfile, warnings, zipfile\nwarnings.simplefilter("ignore")\nwith zipfile.ZipFile("out", "w", zipfile.ZIP_DEFLATED) as z:\n${body}`,
  );
}

/** The archive with every occurrence of some bytes replaced by as many others. */
export function patched(archive: Uint8Array, from: string, to: string): Uint8Array {
  expect(from.length).toBe(to.length);
  const text = Buffer.from(archive).toString("latin1");
  expect(text).toContain(from);
  return new Uint8Array(Buffer.from(text.replaceAll(from, to), "latin1"));
}

export function streamOf(bytes: Uint8Array, chunk = 1000): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(offset, offset + chunk));
      offset += chunk;
    },
  });
}
