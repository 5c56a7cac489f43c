import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("wasmtime_host.py", import.meta.url));

/** Runs the program under wasmtime, through its Python package. */
export function wasmtimeHost(program, python) {
  return (folder, args) =>
    new Promise((resolve, reject) => {
      const child = [script, fileURLToPath(program), folder, ...args];
      execFile(python, child, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") reject(error);
        else resolve({ code: error ? error.code : 0, stdout, stderr });
      });
    });
}
