const notSupported = 58;

/**
 * The WASI functions that libc links in and the core never needs: each refuses. Leaving the process is a trap, as there
 * is no process to leave.
 */
export function wasiStubs(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: namespace, name } of WebAssembly.Module.imports(module)) {
    imports[namespace] ??= {};
    imports[namespace][name] = name === "proc_exit" ? exit : refuse;
  }
  return imports;
}

function refuse(): number {
  return notSupported;
}

function exit(code: number): never {
  throw new WebAssembly.RuntimeError(`The core left with exit code ${code}`);
}
