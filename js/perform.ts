import type { AskRequest, AskResolver } from "./ask.js";
import { normaliseAnswer } from "./ask.js";
import type { Backend, CallOptions, Failure } from "./backend.js";
import type { Payload } from "./core/core.js";
import { NacreError } from "./core/errors.js";
import type { Answer, Effect, Perform } from "./drive.js";
import { fail, failureOf, isFailure } from "./failure.js";
import type { ImageCodec } from "./image-codec.js";
import { isSandbox, type OutputChunk, type Sandbox } from "./sandbox.js";

/** What a tool call can reach. */
export interface Surroundings {
  readonly backend: Backend;
  /** What is used for files, where it is not the backend itself. */
  readonly files?: Backend | undefined;
  readonly onAsk?: AskResolver | undefined;
  readonly imageCodec?: ImageCodec | undefined;
  readonly onOutput?: ((chunk: OutputChunk) => void) | undefined;
  /** A person has approved the call before it began. */
  readonly approved?: boolean | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

interface MethodCall {
  readonly backend: Backend;
  readonly files: Backend;
  readonly args: Arguments;
  readonly payload: Uint8Array;
  readonly options: CallOptions;
  readonly run: { readonly approved: boolean; readonly onOutput: ((chunk: OutputChunk) => void) | undefined };
}

type Method = (call: MethodCall) => Promise<Answer>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const ok = (value: unknown, payload?: Payload): Answer => ({ value: { ok: value }, payload });

/** The arguments beside the named ones, as a method's options. */
function rest(args: Arguments, names: readonly string[], options: CallOptions): object {
  const entries = Object.entries(args).filter(([name, value]) => !names.includes(name) && value !== null);
  return { ...Object.fromEntries(entries), ...options };
}

function answer<T extends object>(result: T | Failure): Answer {
  return isFailure(result) ? { value: result } : ok(result);
}

async function runner(backend: Backend, use: (sandbox: Sandbox) => Promise<Answer>): Promise<Answer> {
  if (!isSandbox(backend)) return { value: fail("unsupported", "Backend does not support command execution") };
  return use(backend);
}

async function shells(
  backend: Backend,
  use: (background: NonNullable<Sandbox["background"]>) => Promise<object>,
): Promise<Answer> {
  if (!isSandbox(backend) || !backend.background) {
    return { value: fail("unsupported", "Backend does not support background processes") };
  }
  return answer(await use(backend.background));
}

const methods: Readonly<Record<string, Method>> = {
  async read({ files, args, options }) {
    const result = await files.read(text(args["path"]), rest(args, ["path"], options));
    if (result.error) return { value: result };
    const { text: page, ...value } = result;
    return ok(value, page);
  },
  async readBytes({ files, args, options }) {
    const result = await files.readBytes(text(args["path"]), rest(args, ["path"], options));
    if (result.error) return { value: result };
    const { bytes, ...value } = result;
    return ok(value, bytes);
  },
  async write({ files, args, payload, options }) {
    return answer(await files.write(text(args["path"]), payload, rest(args, ["path"], options)));
  },
  async edit({ files, args, options }) {
    const path = text(args["path"]);
    const others = rest(args, ["path", "oldString", "newString", "edits"], options);
    const { edits } = args;
    if (Array.isArray(edits)) return answer(await files.edit(path, edits, others));
    return answer(await files.edit(path, text(args["oldString"]), text(args["newString"]), others));
  },
  async glob({ files, args, options }) {
    return answer(await files.glob(text(args["pattern"]), rest(args, ["pattern"], options)));
  },
  async grep({ files, args, options }) {
    return answer(await files.grep(text(args["pattern"]), rest(args, ["pattern"], options)));
  },
  async ls({ files, args, options }) {
    return answer(await files.ls(text(args["path"]), options));
  },
  execute({ backend, args, options, run }) {
    return runner(backend, async (sandbox) => {
      const timeoutMs = typeof args["timeoutMs"] === "number" ? args["timeoutMs"] : undefined;
      const result = await sandbox.execute(text(args["command"]), { timeoutMs, ...options, ...run });
      if (result.error) return { value: result };
      const { exitCode, truncated } = result;
      return ok({ exitCode, truncated }, result.output);
    });
  },
  "background.start": ({ backend, args, options, run }) =>
    shells(backend, (background) => background.start(text(args["command"]), { ...options, approved: run.approved })),
  "background.output": ({ backend, args, options }) =>
    shells(backend, (background) => background.output(text(args["shellId"]), options)),
  "background.kill": ({ backend, args, options }) =>
    shells(backend, (background) => background.kill(text(args["shellId"]), options)),
  "background.list": ({ backend, options }) => shells(backend, (background) => background.list(options)),
};

interface BackendRequest {
  readonly method: string;
  readonly args: Arguments;
}

interface ImageRequest {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly maxEdge: number;
}

/** Carries out the effects of tool calls. Make one for each call: it remembers that the call was approved. */
export function performerOf(surroundings: Surroundings): Perform {
  let approved = surroundings.approved === true;

  async function useBackend({ request, payload }: Effect, signal: AbortSignal | undefined): Promise<Answer> {
    const { method, args } = request as BackendRequest;
    const run = { approved, onOutput: surroundings.onOutput };
    const perform = methods[method];
    if (!perform) return { value: fail("unsupported", `Backend has no method '${method}'`) };
    try {
      const { backend, files = backend } = surroundings;
      return await perform({ backend, files, args, payload, options: { signal }, run });
    } catch (error) {
      if (signal?.aborted || NacreError.isInstance(error)) throw error;
      return { value: failureOf(error) };
    }
  }

  async function ask({ request }: Effect, signal: AbortSignal | undefined): Promise<Answer> {
    if (!surroundings.onAsk) return { value: { answer: "deny" } };
    const value = normaliseAnswer(await surroundings.onAsk(request as AskRequest, { signal }));
    approved ||= value.answer !== "deny";
    return { value };
  }

  async function shrink({ request, payload }: Effect, signal: AbortSignal | undefined): Promise<Answer> {
    const image = request as ImageRequest;
    const unchanged = { value: { mediaType: image.mediaType, resized: false } };
    try {
      const shrunk = await surroundings.imageCodec?.shrink({ ...image, bytes: payload }, { signal });
      if (!shrunk) return unchanged;
      return { value: { mediaType: shrunk.mediaType, resized: true }, payload: shrunk.bytes };
    } catch (error) {
      if (signal?.aborted) throw error;
      return unchanged;
    }
  }

  const performers: Readonly<Record<string, Perform>> = { backend: useBackend, ask, image: shrink };
  return (effect, signal) => {
    const perform = performers[effect.kind];
    if (!perform) throw new NacreError("misuse", `The core asked for '${effect.kind}', which this host cannot do`);
    return perform(effect, signal);
  };
}
