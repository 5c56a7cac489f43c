import type { Backend } from "../backend.js";
import { GuardedBackend, type GuardOptions } from "../guarded-backend.js";
import { Guard } from "./guard.js";

/**
 * The files of a backend for somebody who judges the paths of calls already: what links lead to is judged as well. Nothing
 * where there are no links.
 */
export function guardLinks(backend: Backend, options: GuardOptions): GuardedBackend | undefined {
  if (!backend.realPaths) return undefined;
  const { permissions, onAsk, askFallback, core } = options;
  const realPaths = backend.realPaths.bind(backend);
  return new GuardedBackend(
    backend,
    new Guard({ permissions, onAsk, askFallback, core, realPaths, judges: "links" }),
    permissions,
  );
}
