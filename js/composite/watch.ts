import type { ChangeEvent, ChangeOverflow, WatchOptions } from "../backend.js";
import { isWithin, tidy } from "../paths.js";
import type { Member } from "./member.js";
import type { Mounts } from "./mounts.js";

type Change = ChangeEvent | ChangeOverflow;

interface Stream {
  readonly member: Member;
  readonly changes: AsyncIterable<Change>;
}

const overflow: ChangeOverflow = { sequence: 0, kind: "overflow", path: "/" };

/** What a change at `path` of `member` is to the composite: seen, not seen, or one of a directory that stays as it is. */
function placeOf(mounts: Mounts, member: Member, path: string): "seen" | "fixed" | "unseen" {
  if (mounts.shows(path, member)) return "seen";
  const concerns = mounts.ownerOf(path) === member || isWithin(member.mount, path);
  return concerns && mounts.isFixed(path) ? "fixed" : "unseen";
}

/** A change of `member` as the composite tells it. One that takes or brings more than can be named is an overflow. */
function translate(mounts: Mounts, member: Member, change: Change): Change | undefined {
  if (change.kind === "overflow") return change;
  const path = member.outer(change.path);
  const place = placeOf(mounts, member, path);
  if (change.kind !== "moved" || change.from === undefined) {
    if (place === "fixed") return change.kind === "removed" ? overflow : undefined;
    return place === "seen" ? { ...change, path } : undefined;
  }
  const from = member.outer(change.from);
  const origin = placeOf(mounts, member, from);
  if (place === "fixed" || origin === "fixed") return overflow;
  if (place === "seen" && origin === "seen") return { ...change, path, from };
  const { from: _, ...rest } = change;
  if (origin === "seen") return { ...rest, kind: "removed", path: from };
  if (place === "unseen") return undefined;
  return change.isDir ? overflow : { ...rest, kind: "created", path };
}

function streamsOf(mounts: Mounts, { path = "/", since }: WatchOptions, signal: AbortSignal): readonly Stream[] {
  const root = tidy(path);
  const places = [
    { member: mounts.ownerOf(root), at: root },
    ...mounts.below(root).map((member) => ({ member, at: member.mount })),
  ];
  // Members count for themselves, so that only the beginning and the present are the same for all.
  const from = since === 0 ? { since } : {};
  return places.flatMap(({ member, at }) => {
    const changes = member.backend.watch?.({ path: member.inner(at), ...from, signal });
    return changes ? [{ member, changes }] : [];
  });
}

/** What the members' streams have brought and nobody has taken. */
class Inbox {
  readonly #waiting: Change[] = [];
  #open = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  put(change: Change): void {
    this.#waiting.push(change);
    this.wake();
  }

  wake(): void {
    this.#wake();
  }

  /** Takes in a stream until it ends or `left` is aborted. */
  async fill(mounts: Mounts, { member, changes }: Stream, left: AbortSignal): Promise<void> {
    this.#open += 1;
    try {
      for await (const change of changes) {
        if (left.aborted) return;
        const told = translate(mounts, member, change);
        if (told) this.put(told);
      }
    } catch (error) {
      if (!left.aborted) this.#failure ??= { error };
    } finally {
      this.#open -= 1;
      this.wake();
    }
  }

  /** The next change; undefined when all streams have ended, or when it is woken without one. */
  async take(): Promise<{ readonly change?: Change | undefined; readonly ended: boolean }> {
    if (this.#waiting.length === 0 && this.#open > 0 && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const change = this.#waiting.shift();
    if (!change && this.#failure) throw this.#failure.error;
    return { change, ended: this.#open === 0 };
  }
}

async function* merged(
  mounts: Mounts,
  streams: readonly Stream[],
  leave: AbortController,
  { since = 0, signal }: WatchOptions,
  ended: AbortSignal,
): AsyncGenerator<Change, void> {
  const inbox = new Inbox();
  const wake = (): void => inbox.wake();
  signal?.throwIfAborted();
  for (const one of [signal, ended]) one?.addEventListener("abort", wake, { once: true });
  try {
    if (since !== 0) inbox.put(overflow);
    for (const stream of streams) void inbox.fill(mounts, stream, leave.signal);
    for (let sequence = since; !ended.aborted; ) {
      const next = await inbox.take();
      signal?.throwIfAborted();
      if (next.change) yield { ...next.change, sequence: ++sequence };
      else if (next.ended) return;
    }
  } finally {
    leave.abort();
    for (const one of [signal, ended]) one?.removeEventListener("abort", wake);
  }
}

/** The changes of all members that tell them, as one stream with numbers of its own, until `ended` is aborted. */
export function watchAll(mounts: Mounts, options: WatchOptions, ended: AbortSignal): AsyncIterable<Change> {
  const leave = new AbortController();
  return merged(mounts, streamsOf(mounts, options, leave.signal), leave, options, ended);
}
