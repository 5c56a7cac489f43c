// Runs the command-line program under node:wasi and under wasmtime (--python names a Python that has it), with the same
// cases on both.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { cases } from "./cases.mjs";
import { nodeHost } from "./node-host.mjs";
import { wasmtimeHost } from "./wasmtime-host.mjs";

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
const program = new URL("../../dist/core/nacre-cli.wasm", import.meta.url);
const hosts = { "node:wasi": await nodeHost(program), wasmtime: wasmtimeHost(program, values.python) };

async function runCase(host, { args, files = {}, code = 0, stdout = "", stderr = "", after = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "nacre-cli-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const result = await host(folder, args);
    const check = (actual, expected) =>
      expected instanceof RegExp ? assert.match(actual, expected) : assert.equal(actual, expected);
    check(result.stderr, stderr);
    check(result.stdout, stdout);
    assert.equal(result.code, code);
    for (const [path, content] of Object.entries(after)) {
      assert.equal(readFileSync(join(folder, path), "utf8"), content);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let failed = 0;
for (const [name, host] of Object.entries(hosts)) {
  for (const [title, one] of Object.entries(cases)) {
    try {
      await runCase(host, one);
    } catch (error) {
      failed += 1;
      console.error(`${name}: ${title}\n${error.message}\n`);
    }
  }
}
const total = Object.keys(hosts).length * Object.keys(cases).length;
console.log(`${total - failed} of ${total} passed`);
process.exitCode = failed === 0 ? 0 : 1;
