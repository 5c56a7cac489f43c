import type { CallOptions } from "../abort.js";
import type { Failure } from "../failure.js";
import type {
  Background,
  BackgroundKillResult,
  BackgroundListResult,
  BackgroundOutputResult,
  BackgroundStartResult,
  ExecuteOptions,
} from "../sandbox.js";
import type { Guard } from "./guard.js";

/** Background shells under rules. Those that were started here stay at hand, whatever the rules say of commands. */
export class GuardedShells implements Background {
  readonly #background: Background;
  readonly #guard: Guard;
  readonly #own = new Set<string>();

  constructor(background: Background, guard: Guard) {
    this.#background = background;
    this.#guard = guard;
  }

  async start(command: string, options: ExecuteOptions = {}): Promise<BackgroundStartResult> {
    const { gate } = await this.#guard.enter(options);
    const permit = await gate.permit(command, options);
    if (permit.error) return permit;
    const started = await this.#background.start(command, { ...options, approved: permit.approved });
    if (!started.error) this.#own.add(started.shellId);
    return started;
  }

  async output(shellId: string, options: CallOptions = {}): Promise<BackgroundOutputResult> {
    return (await this.#refuse(shellId, options)) ?? this.#background.output(shellId, options);
  }

  async kill(shellId: string, options: CallOptions = {}): Promise<BackgroundKillResult> {
    return (await this.#refuse(shellId, options)) ?? this.#background.kill(shellId, options);
  }

  async list(options: CallOptions = {}): Promise<BackgroundListResult> {
    const { gate } = await this.#guard.enter(options);
    const listing = await this.#background.list(options);
    if (listing.error) return listing;
    return { shells: listing.shells.filter(({ shellId }) => this.#own.has(shellId) || !gate.refuseShell(shellId)) };
  }

  async #refuse(shellId: string, options: CallOptions): Promise<Failure | undefined> {
    const { gate } = await this.#guard.enter(options);
    return this.#own.has(shellId) ? undefined : gate.refuseShell(shellId);
  }
}
