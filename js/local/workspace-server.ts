import { NacreError } from "../core/errors.js";
import { isFailure } from "../failure.js";
import { Snapshot } from "../versions.js";
import { ImportSession } from "./import-session.js";
import { KeptFork } from "./kept-fork.js";
import { callable, isStand, type Line, type Reference, type Request, type Response } from "./messages.js";
import { openWorkspace } from "./open-workspace.js";
import type { Workspace } from "./workspace.js";

type Method = (...args: unknown[]) => Promise<unknown>;

/** Has a workspace in this thread and does what the other side of the line asks for. */
export class WorkspaceServer {
  readonly #line: Line<Response, Request>;
  readonly #targets = new Map<number, object>();
  readonly #running = new Map<number, AbortController>();
  #lastTarget = 0;

  constructor(line: Line<Response, Request>) {
    this.#line = line;
    line.listen((request) => this.#receive(request));
    line.post({ type: "ready" });
  }

  #receive(request: Request): void {
    if (request.type === "abort") this.#running.get(request.id)?.abort(request.reason);
    else if (request.type === "forget") this.#forget(request.on);
    else void this.#answer(request);
  }

  #forget({ target }: Reference): void {
    const forgotten = this.#targets.get(target) as { dispose?: () => void } | undefined;
    this.#targets.delete(target);
    forgotten?.dispose?.();
  }

  async #answer(request: Exclude<Request, { type: "abort" | "forget" }>): Promise<void> {
    const { id } = request;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      if (request.type === "watch") {
        await this.#watch(request, controller.signal);
        this.#line.post({ type: "end", id });
        return;
      }
      const value =
        request.type === "open"
          ? await this.#open(request, controller.signal)
          : await this.#call(request, controller.signal);
      const bytes = (value as { bytes?: unknown } | undefined)?.bytes;
      // Empty payloads share one buffer.
      const isOwn = bytes instanceof Uint8Array && bytes.length > 0;
      this.#line.post({ type: "value", id, value }, isOwn ? [bytes.buffer] : []);
    } catch (error) {
      const code = NacreError.isInstance(error) ? error.code : "io";
      const { name = "Error", message = String(error) } = error as Partial<Error>;
      this.#line.post({ type: "refusal", id, name, code, message });
    } finally {
      this.#running.delete(id);
    }
  }

  async #open({ id, plan }: Extract<Request, { type: "open" }>, signal: AbortSignal): Promise<unknown> {
    const workspace = await openWorkspace(plan, {
      signal,
      onProgress: (progress) => this.#line.post({ type: "progress", id, progress }),
    });
    if (isFailure(workspace)) return workspace;
    this.#targets.set(0, workspace);
    return {};
  }

  async #call({ id, on, method, args }: Extract<Request, { type: "call" }>, signal: AbortSignal): Promise<unknown> {
    const target = this.#target(on);
    const ready = args.map((arg) => this.#restore(arg, signal));
    if (method === "import" && on.kind === "workspace") return this.#beginImport(id, target as Workspace, signal);
    if (!callable[on.kind].has(method)) throw new NacreError("misuse", `A ${on.kind} has no method '${method}'`);
    const result = await (target as Record<string, Method>)[method]?.(...ready);
    return this.#standFor(result);
  }

  /** The progress of an import is told under the id of the call that began it. */
  #beginImport(id: number, workspace: Workspace, signal: AbortSignal): unknown {
    const session = new ImportSession(workspace, {
      signal,
      onProgress: (progress) => this.#line.post({ type: "progress", id, progress }),
    });
    return { stands: "reference", to: this.#keep(session, "import") };
  }

  async #watch({ id, on, options }: Extract<Request, { type: "watch" }>, signal: AbortSignal): Promise<void> {
    const events = (this.#target(on) as Workspace).watch({ ...options, signal });
    try {
      for await (const event of events) this.#line.post({ type: "event", id, event });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #target({ target, kind }: Reference): object {
    const found = this.#targets.get(target);
    if (!found) throw new NacreError("disposed", `This ${kind} is disposed`);
    return found;
  }

  #keep(object: object, kind: Reference["kind"]): Reference {
    const target = ++this.#lastTarget;
    this.#targets.set(target, object);
    return { target, kind };
  }

  #standFor(result: unknown): unknown {
    if (result instanceof KeptFork) return { stands: "reference", to: this.#keep(result, "overlay") };
    if (result instanceof Snapshot) return { stands: "reference", to: this.#keep(result, "version") };
    return result;
  }

  #restore(arg: unknown, signal: AbortSignal): unknown {
    if (isStand(arg)) return arg.stands === "signal" ? signal : this.#target(arg.to);
    if (typeof arg !== "object" || arg === null || !("signal" in arg) || !isStand(arg.signal)) return arg;
    return { ...arg, signal };
  }
}
