import type { CallOptions } from "./abort.js";
import type { AskResolver } from "./ask.js";
import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  Backend,
  EditOptions,
  EditResult,
  GlobOptions,
  GlobResult,
  GrepOptions,
  GrepResult,
  HashlineEdit,
  HashlineEditOptions,
  HashlineEditResult,
  LsResult,
  MkdirOptions,
  MkdirResult,
  MoveOptions,
  MoveResult,
  ReadBytesOptions,
  ReadBytesResult,
  ReadOptions,
  ReadResult,
  RemoveOptions,
  RemoveResult,
  Replacement,
  StatResult,
  WriteOptions,
  WriteResult,
} from "./backend.js";
import type { Core } from "./core/core.js";
import { MisuseError } from "./core/errors.js";
import { disposeSymbol } from "./core/handle.js";
import { kindOf } from "./core/kind.js";
import type { Outcome } from "./failure.js";
import { pathsAt } from "./guarded/below.js";
import { type Access, type Gate, stopped } from "./guarded/gate.js";
import { Guard } from "./guarded/guard.js";
import { applyGuarded } from "./guarded/patch.js";
import { globGuarded, grepGuarded } from "./guarded/search.js";
import { GuardedShells } from "./guarded/shells.js";
import { watchGuarded } from "./guarded/watch.js";
import { normalPath } from "./normal-path.js";
import type { PermissionRuleset } from "./ruleset.js";
import { type Background, type ExecuteOptions, type ExecuteResult, isSandbox, type Sandbox } from "./sandbox.js";
import type { PresetName } from "./toolset.js";

export interface GuardOptions {
  readonly permissions: PermissionRuleset | PresetName;
  /** Answers for rules that ask, once a call. An approval for this session holds until the guarded backend is disposed. */
  readonly onAsk?: AskResolver | undefined;
  /** What an ask means where nobody answers. Default `error`. */
  readonly askFallback?: "error" | "deny" | undefined;
  /** The core that judges. Default: the backend's own, else the one that `loadCore()` shares. */
  readonly core?: Core | undefined;
}

type Need = Omit<Access, "path">;

const reading: readonly Need[] = [{ operation: "read" }];
const writing: readonly Need[] = [{ operation: "write" }];
const listing: readonly Need[] = [{ operation: "ls" }];
/** What these answer tells of what is in the file. */
const editing: readonly Need[] = [{ operation: "edit" }, { operation: "read", asks: false }];
const comparing: readonly Need[] = [{ operation: "write" }, { operation: "read", asks: false }];
const searching: readonly Need[] = [{ operation: "grep" }, { operation: "read", asks: false }];
/** These are judged again, with all that lies below. */
const removing: readonly Need[] = [{ operation: "write", asks: false }];
const moving: readonly Need[] = [...removing, { operation: "read", asks: false }];

/** Files under rules: what `guardBackend` makes. Has nothing of the backend that rules do not speak of. */
export class GuardedBackend implements Backend, Disposable {
  readonly permissions: PermissionRuleset | PresetName;
  /** Present when the backend can watch. What is denied for `ls` or `read` goes unmentioned. */
  readonly watch?: NonNullable<Backend["watch"]>;
  /** Present when the backend has links. */
  readonly realPaths?: NonNullable<Backend["realPaths"]>;
  readonly #backend: Backend;
  readonly #guard: Guard;

  /** @internal */
  constructor(backend: Backend, guard: Guard, permissions: PermissionRuleset | PresetName) {
    this.permissions = permissions;
    this.#backend = backend;
    this.#guard = guard;
    if (backend.realPaths) this.realPaths = backend.realPaths.bind(backend);
    const watch = backend.watch?.bind(backend);
    if (!watch) return;
    this.watch = (options = {}) => {
      guard.check(options);
      const { signal } = options;
      const ended = signal ? AbortSignal.any([signal, guard.closed]) : guard.closed;
      return watchGuarded(guard, watch({ ...options, signal: ended }), signal);
    };
  }

  /** No rule is asked. */
  async exists(path: string, options: CallOptions = {}): Promise<boolean> {
    const found = await this.#at(path, [], options, async (at) => ({
      exists: await this.#backend.exists(at, options),
    }));
    return !found.error && found.exists;
  }

  stat(path: string, options: CallOptions = {}): Promise<StatResult> {
    return this.#at(path, listing, options, (at) => this.#backend.stat(at, options));
  }

  ls(path = "/", options: CallOptions = {}): Promise<LsResult> {
    return this.#at(path, listing, options, async (at, gate) => {
      const found = await this.#backend.ls(at, options);
      if (found.error) return found;
      const { entries, skipped } = found;
      const paths = [...entries, ...(skipped ?? [])].map((one) => one.path);
      const hides = await gate.hiding(["ls"], paths, options);
      const shown = <T extends { readonly path: string }>(all: readonly T[]) => all.filter((one) => !hides(one.path));
      return { ...found, entries: shown(entries), ...(skipped && { skipped: shown(skipped) }) };
    });
  }

  read(path: string, options: ReadOptions = {}): Promise<ReadResult> {
    return this.#at(path, reading, options, (at) => this.#backend.read(at, options));
  }

  readBytes(path: string, options: ReadBytesOptions = {}): Promise<ReadBytesResult> {
    return this.#at(path, reading, options, (at) => this.#backend.readBytes(at, options));
  }

  write(path: string, content: string | Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    const needs = options.ifVersion === undefined ? writing : comparing;
    return this.#at(path, needs, options, (at) => this.#backend.write(at, content, options));
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    const options = (typeof second === "object" ? second : third) ?? {};
    return this.#at(path, editing, options, (at) =>
      typeof what === "string"
        ? this.#backend.edit(at, what, second as string, options)
        : this.#backend.edit(at, what, options),
    );
  }

  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options: HashlineEditOptions = {},
  ): Promise<HashlineEditResult> {
    return this.#at(path, editing, options, (at) => this.#backend.hashlineEdit(at, edits, options));
  }

  /** Every path of the patch is judged: `edit` for what it updates, `write` for the rest. None may be denied for `read`. */
  async applyPatch(patch: string, options: ApplyPatchOptions = {}): Promise<ApplyPatchResult> {
    const { gate, core } = await this.#guard.enter(options);
    return applyGuarded(this.#backend, gate, core, patch, options);
  }

  glob(pattern: string, options: GlobOptions = {}): Promise<GlobResult> {
    return this.#at(options.path ?? "/", [{ operation: "glob" }], options, (path, gate) =>
      globGuarded(this.#backend, gate, pattern, { ...options, path }),
    );
  }

  grep(pattern: string, options: GrepOptions = {}): Promise<GrepResult> {
    return this.#at(options.path ?? "/", searching, options, (path, gate) =>
      grepGuarded(this.#backend, gate, pattern, { ...options, path }),
    );
  }

  /** All or nothing: a directory goes only when everything below it may be written. */
  remove(path: string, options: RemoveOptions = {}): Promise<RemoveResult> {
    return this.#at(path, removing, options, async (at, gate) => {
      const inside = await this.#inside(gate, at, ["write"], options.recursive === true, options);
      if (inside.error) return inside;
      const accesses = inside.paths.map((one): Access => ({ operation: "write", path: one }));
      const refusal = await gate.refuse(accesses, options);
      return refusal ? stopped(`Removing '${at}'`, refusal, [at]) : this.#backend.remove(at, options);
    });
  }

  /** What is moved must be allowed for `read` and `write`, and for `write` at its new place, with everything below it. */
  move(from: string, to: string, options: MoveOptions = {}): Promise<MoveResult> {
    return this.#at(from, moving, options, (source) =>
      this.#at(to, removing, options, async (target, gate) => {
        const inside = await this.#inside(gate, source, ["read", "write"], true, options);
        if (inside.error) return inside;
        const accesses = inside.paths.flatMap((path): readonly Access[] => [
          { operation: "read", path },
          { operation: "write", path },
          { operation: "write", path: `${target}${path.slice(source.length)}` },
        ]);
        const refusal = await gate.refuse(accesses, options);
        if (refusal) return stopped(`Moving '${source}'`, refusal, [source, target]);
        return this.#backend.move(source, target, options);
      }),
    );
  }

  mkdir(path: string, options: MkdirOptions = {}): Promise<MkdirResult> {
    return this.#at(path, writing, options, (at) => this.#backend.mkdir(at, options));
  }

  get disposed(): boolean {
    return this.#guard.closed.aborted;
  }

  /** Ends the loops of `watch` and releases the rules; the backend stays as it is. */
  dispose(): void {
    this.#guard.close();
  }

  /** @internal Lets no more calls in, and settles when those that were let in are refused or handed on. */
  async drain(): Promise<void> {
    this.#guard.shut();
    await this.#guard.judged();
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  /** `path`, with all that is below it where the rules may have something against that. */
  async #inside(
    gate: Gate,
    path: string,
    operations: readonly Access["operation"][],
    deep: boolean,
    options: CallOptions,
  ): Promise<Outcome<{ readonly paths: readonly string[] }>> {
    const matters = operations.some((operation) => gate.may(operation, "ask", "deny"));
    return deep && matters ? pathsAt(this.#backend, path, options) : { paths: [path] };
  }

  /** Does what concerns one path, as it is judged: normalised. */
  async #at<T extends object>(
    path: string,
    needs: readonly Need[],
    options: CallOptions,
    use: (path: string, gate: Gate) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const passed = await this.#guard.judge(this.#judge(path, needs, options));
    return passed.error ? passed : use(passed.path, passed.gate);
  }

  async #judge(
    path: string,
    needs: readonly Need[],
    options: CallOptions,
  ): Promise<Outcome<{ readonly path: string; readonly gate: Gate }>> {
    const { gate, core } = await this.#guard.enter(options);
    const place = normalPath(core, path);
    if (place.error) return place;
    const accesses = needs.map((need): Access => ({ ...need, path: place.path }));
    return (await gate.refuse(accesses, options)) ?? { path: place.path, gate };
  }
}

/** Files and commands under rules: what `guardBackend` makes of a sandbox. What a command does is the sandbox's affair. */
export class GuardedSandbox extends GuardedBackend implements Sandbox {
  readonly id: string;
  readonly background?: Background;
  readonly #sandbox: Sandbox;
  readonly #guard: Guard;

  /** @internal */
  constructor(sandbox: Sandbox, guard: Guard, permissions: PermissionRuleset | PresetName) {
    super(sandbox, guard, permissions);
    this.id = sandbox.id;
    this.#sandbox = sandbox;
    this.#guard = guard;
    if (sandbox.background) this.background = new GuardedShells(sandbox.background, guard);
  }

  async start(options: CallOptions = {}): Promise<Outcome<object>> {
    this.#guard.check(options);
    return this.#sandbox.start(options);
  }

  async stop(options: Parameters<Sandbox["stop"]>[0] = {}): Promise<Outcome<object>> {
    this.#guard.check(options);
    return this.#sandbox.stop(options);
  }

  async isAlive(options: CallOptions = {}): Promise<boolean> {
    this.#guard.check(options);
    return this.#sandbox.isAlive(options);
  }

  /** Runs a command whose every part the rules allow. The sandbox hears of an approval, and does not ask again. */
  async execute(command: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const { gate } = await this.#guard.enter(options);
    const permit = await gate.permit(command, options);
    return permit.error ? permit : this.#sandbox.execute(command, { ...options, approved: permit.approved });
  }
}

/**
 * `backend` under rules, for whoever is handed it: every operation obeys them, on every path that it touches. A denied
 * file is left out of listings and searches, and a call that the rules stop does nothing at all. The backend itself
 * stays open to whoever holds it, and is not disposed with the guarded one. Throws `NacreError` for a ruleset that makes
 * no sense, naming the place in it; where no core is at hand yet, calls throw it.
 *
 * @example
 * ```ts
 * import { guardBackend, StateBackend } from "nacre";
 *
 * using files = await StateBackend.create({ files: { "/main.ts": "start();\n", "/.env": "KEY=1\n" } });
 * using guarded = guardBackend(files, { permissions: "READONLY" });
 * console.log((await guarded.read("/main.ts")).error?.code); // undefined
 * console.log((await guarded.read("/.env")).error?.message); // Permission denied: Protect sensitive files
 * console.log((await guarded.write("/main.ts", "")).error?.code); // permission_denied
 * ```
 */
export function guardBackend(backend: Sandbox, options: GuardOptions): GuardedSandbox;
export function guardBackend(backend: Backend, options: GuardOptions): GuardedBackend;
export function guardBackend(backend: Backend, options: GuardOptions): GuardedBackend {
  if (typeof (backend as Backend | undefined)?.readBytes !== "function") {
    throw new MisuseError(`guardBackend needs a backend, and ${kindOf(backend)} has no 'readBytes'`);
  }
  const { permissions, onAsk, askFallback } = options;
  const own = "core" in backend ? (backend.core as Core) : undefined;
  const realPaths = backend.realPaths?.bind(backend);
  const guard = new Guard({ permissions, onAsk, askFallback, core: options.core ?? own, realPaths, judges: "all" });
  return isSandbox(backend)
    ? new GuardedSandbox(backend, guard, permissions)
    : new GuardedBackend(backend, guard, permissions);
}
