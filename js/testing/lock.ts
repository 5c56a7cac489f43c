import type { Lease, WriterLock } from "../stores/writer-lock.js";
import { check, equal, throwsReason } from "./assert.js";
import type { Runner } from "./runner.js";

export interface LockContractOptions {
  readonly name: string;
  /** Makes two locks on one thing that nobody has locked; the same object twice will do. */
  readonly create: () => Promise<readonly [WriterLock, WriterLock]> | readonly [WriterLock, WriterLock];
  readonly runner: Runner;
}

interface LockCase {
  readonly name: string;
  run(lock: WriterLock, other: WriterLock): Promise<void>;
}

const WAIT_MS = 5_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function soon(condition: () => boolean, what: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; !condition(); await pause(5)) check(Date.now() < until, `Not soon: ${what}`);
}

/** Whether somebody who asks now has to wait. */
async function isTaken(lock: WriterLock): Promise<boolean> {
  const controller = new AbortController();
  let lease: Lease | undefined;
  const asking = lock.acquire(controller.signal).then(
    (got) => {
      lease = got;
    },
    () => undefined,
  );
  await Promise.race([asking, pause(150)]);
  controller.abort();
  await asking;
  await lease?.release();
  return lease === undefined;
}

async function throwsBusy(lease: Lease): Promise<void> {
  const error = await lease.verify().catch((thrown: unknown) => thrown);
  check(error instanceof Error && "code" in error, "A lease that is no more can be verified");
  equal(error.code, "busy", "code");
}

const cases: readonly LockCase[] = [
  {
    name: "one holds it, the next gets it after a release",
    async run(lock, other) {
      const lease = await lock.acquire();
      equal(lease.clean, true, "clean");
      await lease.verify();
      check(await isTaken(other), "Two hold the lock");
      check(await isTaken(lock), "One holds the lock twice");
      await lease.release();
      const next = await other.acquire();
      equal(next.clean, true, "clean of the next");
      await next.verify();
      await next.release();
    },
  },
  {
    name: "many who want it get it one at a time",
    async run(lock, other) {
      let inside = 0;
      let done = 0;
      const work = async (own: WriterLock): Promise<void> => {
        const lease = await own.acquire();
        inside++;
        equal(inside, 1, "number of holders");
        await pause(1);
        await lease.verify();
        inside--;
        done++;
        await lease.release();
      };
      await Promise.all(Array.from({ length: 30 }, (_, i) => work(i % 2 === 0 ? lock : other)));
      equal(done, 30, "number of those who had it");
    },
  },
  {
    name: "those who wait get it in the order in which they asked",
    async run(lock) {
      const lease = await lock.acquire();
      const order: number[] = [];
      const waiting = Array.from({ length: 8 }, async (_, i) => {
        const own = await lock.acquire();
        order.push(i);
        await own.release();
      });
      await lease.release();
      await Promise.all(waiting);
      equal(order, [0, 1, 2, 3, 4, 5, 6, 7], "order");
    },
  },
  {
    name: "a holder learns that somebody waits, however late it listens",
    async run(lock, other) {
      for (const late of [false, true]) {
        const lease = await lock.acquire();
        let told = 0;
        const listen = (): void => {
          lease.onWanted = () => told++;
        };
        if (!late) listen();
        const next = other.acquire();
        await soon(() => lease.wanted, "the lease is wanted");
        if (late) listen();
        await soon(() => told > 0, "the holder is told");
        await lease.release();
        await (await next).release();
      }
    },
  },
  {
    name: "a holder learns of those who waited before it",
    async run(lock, other) {
      const first = await lock.acquire();
      const second = lock.acquire();
      await pause(20);
      const third = other.acquire();
      await pause(20);
      await first.release();
      const lease = await second;
      await soon(() => lease.wanted, "the lease is wanted");
      await lease.release();
      await (await third).release();
    },
  },
  {
    name: "an abort ends the wait with the signal's reason, and lets others go before",
    async run(lock, other) {
      const lease = await lock.acquire();
      const controller = new AbortController();
      const reason = new Error("enough");
      const waiting = throwsReason(() => other.acquire(controller.signal), reason);
      const next = lock.acquire();
      await pause(20);
      controller.abort(reason);
      await waiting;
      await throwsReason(() => other.acquire(AbortSignal.abort(reason)), reason);
      await lease.verify();
      await lease.release();
      await (await next).release();
      await throwsReason(() => lock.acquire(AbortSignal.abort(reason)), reason);
      check(!(await isTaken(lock)), "Nobody holds the lock and it cannot be had");
    },
  },
  {
    name: "an abort after the lease was given changes nothing",
    async run(lock, other) {
      const controller = new AbortController();
      const lease = await lock.acquire(controller.signal);
      controller.abort();
      await lease.verify();
      check(await isTaken(other), "Two hold the lock");
      await lease.release();
    },
  },
  {
    name: "a second release does not take the lease of the next away",
    async run(lock, other) {
      const lease = await lock.acquire();
      await lease.release();
      await throwsBusy(lease);
      const next = await other.acquire();
      await lease.release();
      await next.verify();
      check(await isTaken(lock), "Two hold the lock");
      await next.release();
    },
  },
];

/**
 * Registers the suite that every lock passes.
 *
 * @example
 * ```ts
 * import { MemoryLock } from "nacre/stores";
 * import { lockContract } from "nacre/testing";
 *
 * const cases: string[] = [];
 * const runner = { describe: (_: string, body: () => void) => body(), it: (name: string) => void cases.push(name) };
 * const lock = new MemoryLock();
 * lockContract({ name: "MemoryLock", create: () => [lock, lock], runner });
 * console.log(cases.length > 5); // true
 * ```
 */
export function lockContract({ name, create, runner }: LockContractOptions): void {
  runner.describe(name, () => {
    for (const { name: title, run } of cases) {
      runner.it(title, async () => {
        const [lock, other] = await create();
        await run(lock, other);
      });
    }
  });
}
