import type { Host } from "./host.js";

/** What must not outlive this process. */
interface Mortal {
  /** Ends it before it returns. */
  killNow(): void;
}

const alive = new Set<Mortal>();
const fatalSignals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

function killAll(): void {
  for (const mortal of alive) mortal.killNow();
}

/** A signal that nobody else listens to ends the process, which its default would have done without us. */
function onSignal(host: Host): (signal: string) => void {
  const listener = (signal: string): void => {
    if (host.process.listenerCount(signal) > 1) return;
    killAll();
    for (const name of fatalSignals) host.process.off(name, listener);
    host.process.kill(host.process.pid, signal);
  };
  return listener;
}

let unwatch: (() => void) | undefined;

function watch(host: Host): () => void {
  const listener = onSignal(host);
  host.process.on("exit", killAll);
  for (const name of fatalSignals) host.process.on(name, listener);
  return () => {
    host.process.off("exit", killAll);
    for (const name of fatalSignals) host.process.off(name, listener);
  };
}

/** Ends `mortal` when this process ends, until the returned function is called. Listens only while there is a need. */
export function endWithProcess(host: Host, mortal: Mortal): () => void {
  alive.add(mortal);
  unwatch ??= watch(host);
  return () => {
    alive.delete(mortal);
    if (alive.size > 0) return;
    unwatch?.();
    unwatch = undefined;
  };
}
