import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "@jest/globals";
import type { Directory } from "../../../js/stores/directory.js";

const made: string[] = [];

/** Takes away what `temporary` made for a test. */
export function cleanUp(): void {
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

/** An empty folder of the host. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "nacre-directory-"));
  made.push(folder);
  return folder;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function textAt(directory: Directory, path: string): Promise<string> {
  return new TextDecoder().decode((await directory.read(path)).bytes);
}

export async function namesAt(directory: Directory, path = "/"): Promise<string[]> {
  return (await directory.list(path)).map(({ name }) => name).sort();
}
