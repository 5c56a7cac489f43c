import { NacreError } from "../core/errors.js";
import type { Failure } from "../failure.js";
import { resolvePath } from "../just-bash/paths.js";
import type { ExecuteOptions, Execution, Sandbox } from "../sandbox.js";

interface PathCall {
  readonly path: string;
  readonly abortSignal?: AbortSignal;
}

interface ProcessCall {
  readonly command: string;
  readonly workingDirectory?: string;
  readonly env?: Record<string, string>;
  readonly abortSignal?: AbortSignal;
}

interface SandboxProcess {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  wait(): Promise<{ exitCode: number }>;
  kill(): Promise<void>;
}

export interface SandboxSessionOptions {
  /** Told to the model. */
  readonly description?: string;
  /** Where relative paths and commands start. Default `/`. */
  readonly cwd?: string;
}

const utf8Encoder = new TextEncoder();

function unwrap<T extends object>(result: (T & { readonly error?: undefined }) | Failure): T {
  if (result.error === undefined) return result as T;
  throw new NacreError(result.error.code, result.error.message);
}

/** As `unwrap`, but null where nothing is. */
function unwrapOrNull<T extends object>(result: (T & { readonly error?: undefined }) | Failure): T | null {
  return result.error?.code === "not_found" ? null : unwrap(result);
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function linesOf(text: string, startLine: number, endLine: number): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.slice(startLine - 1, endLine).join("");
}

/** `sandbox` as the AI SDK's sandbox session. Its methods throw, as the SDK expects of them. */
export class SandboxSession {
  readonly description: string;
  readonly #sandbox: Sandbox;
  readonly #cwd: string;

  constructor(sandbox: Sandbox, { description, cwd = "/" }: SandboxSessionOptions = {}) {
    this.#sandbox = sandbox;
    this.#cwd = cwd;
    this.description = description ?? `A sandbox with files and a shell. The working directory is ${cwd}.`;
  }

  readonly readFile = async (call: PathCall): Promise<ReadableStream<Uint8Array> | null> => {
    const bytes = await this.readBinaryFile(call);
    return bytes && streamOf(bytes);
  };

  readonly readBinaryFile = async (call: PathCall): Promise<Uint8Array | null> => {
    const result = unwrapOrNull(await this.#sandbox.readBytes(this.#path(call), { signal: call.abortSignal }));
    return result?.bytes ?? null;
  };

  readonly readTextFile = async (
    call: PathCall & { readonly encoding?: string; readonly startLine?: number; readonly endLine?: number },
  ): Promise<string | null> => {
    const bytes = await this.readBinaryFile(call);
    if (!bytes) return null;
    const text = new TextDecoder(call.encoding ?? "utf-8", { ignoreBOM: true }).decode(bytes);
    if (call.startLine === undefined && call.endLine === undefined) return text;
    return linesOf(text, call.startLine ?? 1, call.endLine ?? Number.POSITIVE_INFINITY);
  };

  readonly writeFile = async (call: PathCall & { readonly content: ReadableStream<Uint8Array> }): Promise<void> => {
    await this.writeBinaryFile({ ...call, content: await collect(call.content) });
  };

  readonly writeBinaryFile = async (call: PathCall & { readonly content: Uint8Array }): Promise<void> => {
    unwrap(await this.#sandbox.write(this.#path(call), call.content, { signal: call.abortSignal }));
  };

  readonly writeTextFile = async (
    call: PathCall & { readonly content: string; readonly encoding?: string },
  ): Promise<void> => {
    const { encoding = "utf-8" } = call;
    if (!/^utf-?8$/i.test(encoding)) {
      throw new NacreError("unsupported", `Cannot write text as '${encoding}'; the encoding must be utf-8`);
    }
    await this.writeBinaryFile({ ...call, content: utf8Encoder.encode(call.content) });
  };

  readonly stat = async (call: PathCall): Promise<{ type: "file" | "directory" | "other"; size: number } | null> => {
    const info = unwrapOrNull(await this.#sandbox.stat(this.#path(call), { signal: call.abortSignal }));
    return info && { type: info.isDir ? "directory" : "file", size: info.size ?? 0 };
  };

  readonly listDirectory = async (
    call: PathCall,
  ): Promise<{ name: string; type: "file" | "directory" | "symlink" | "other" }[] | null> => {
    const info = await this.stat(call);
    if (!info) return null;
    if (info.type !== "directory") throw new NacreError("not_a_directory", `'${call.path}' is not a directory`);
    const { entries } = unwrap(await this.#sandbox.ls(this.#path(call), { signal: call.abortSignal }));
    return entries.map(({ name, isDir }) => ({ name, type: isDir ? "directory" : "file" }));
  };

  readonly deleteFile = async (call: PathCall): Promise<boolean> => {
    const info = await this.stat(call);
    if (!info) return false;
    if (info.type === "directory") throw new NacreError("is_a_directory", `'${call.path}' is a directory`);
    return unwrapOrNull(await this.#sandbox.remove(this.#path(call), { signal: call.abortSignal })) !== null;
  };

  readonly run = async (call: ProcessCall): Promise<{ exitCode: number; stdout: string; stderr: string }> => {
    const { exitCode, stdout, stderr } = unwrap<Execution>(
      await this.#sandbox.execute(call.command, this.#executeOptions(call, call.abortSignal)),
    );
    return { exitCode: exitCode ?? 1, stdout, stderr };
  };

  readonly spawn = async (call: ProcessCall & { readonly stdin?: boolean }): Promise<SandboxProcess> => {
    if (call.stdin) throw new NacreError("unsupported", "Writable standard input is not supported; leave `stdin` out");
    call.abortSignal?.throwIfAborted();
    const killed = new AbortController();
    const signal = call.abortSignal ? AbortSignal.any([call.abortSignal, killed.signal]) : killed.signal;
    const outputs = new ProcessOutputs();
    const options = { ...this.#executeOptions(call, signal), onOutput: outputs.take };
    const exit = this.#sandbox
      .execute(call.command, options)
      .then((result) => ({ exitCode: unwrap<Execution>(result).exitCode ?? 1 }))
      .catch((error: unknown) => {
        if (killed.signal.aborted && !call.abortSignal?.aborted) return { exitCode: 137 };
        throw error;
      })
      .finally(outputs.end);
    exit.catch(() => undefined);
    return {
      stdout: outputs.stdout,
      stderr: outputs.stderr,
      wait: () => exit,
      kill: async () => killed.abort(),
    };
  };

  #path({ path }: PathCall): string {
    return resolvePath(this.#cwd, path);
  }

  #executeOptions({ workingDirectory, env }: ProcessCall, signal: AbortSignal | undefined): ExecuteOptions {
    return { cwd: resolvePath(this.#cwd, workingDirectory ?? "."), env, signal };
  }
}

/** The two output streams of a process. */
class ProcessOutputs {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly #controllers: Partial<Record<"stdout" | "stderr", ReadableStreamDefaultController<Uint8Array>>> = {};

  constructor() {
    this.stdout = this.#open("stdout");
    this.stderr = this.#open("stderr");
  }

  readonly take = ({ stream, text }: { readonly stream: "stdout" | "stderr"; readonly text: string }): void => {
    this.#controllers[stream]?.enqueue(utf8Encoder.encode(text));
  };

  readonly end = (): void => {
    for (const name of ["stdout", "stderr"] as const) {
      this.#controllers[name]?.close();
      delete this.#controllers[name];
    }
  };

  #open(name: "stdout" | "stderr"): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        this.#controllers[name] = controller;
      },
      cancel: () => {
        delete this.#controllers[name];
      },
    });
  }
}
