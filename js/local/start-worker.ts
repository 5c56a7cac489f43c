import { DisposedError, LoadError, type NacreError, TransportError } from "../core/errors.js";
import { type Failure, isFailure } from "../failure.js";
import type { Request, Response } from "./messages.js";
import type { OpenContext } from "./open-workspace.js";
import { RemoteWorkspace } from "./remote-workspace.js";
import type { Workspace } from "./workspace.js";
import { WorkspaceClient } from "./workspace-client.js";
import type { WorkspacePlan } from "./workspace-plan.js";

/** Makes the worker for a workspace; its program is `nacre/local/worker`. */
export type MakeWorker = () => Worker;

/** Bundlers look for exactly this expression. */
export const ownWorker: MakeWorker = () =>
  new Worker(new URL("./local-worker.js", import.meta.url), { type: "module", name: "nacre" });

/** Workers that are only reachable from what they have been asked may be stopped in some browsers. */
const living = new Set<Worker>();

/** Opens a workspace in a worker of its own. */
export async function openInWorker(
  plan: WorkspacePlan,
  makeWorker: MakeWorker,
  { signal, onProgress }: OpenContext,
): Promise<Workspace | Failure> {
  const worker = makeWorker();
  living.add(worker);
  const client = new WorkspaceClient({
    post: (message: Request, transfer = []) => worker.postMessage(message, [...transfer]),
    listen: (handler) => worker.addEventListener("message", (event: MessageEvent<Response>) => handler(event.data)),
  });
  let isOpen = false;
  const end = (error: NacreError): void => {
    living.delete(worker);
    worker.terminate();
    client.fail(error);
  };
  const terminate = (): void => end(new DisposedError("The workspace is closed"));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const message = `The worker of the workspace broke: ${event.message || "it did not start"}`;
    end(isOpen ? new TransportError(message) : new LoadError(message));
  });
  worker.addEventListener("messageerror", () => {
    end(new TransportError("The worker of the workspace sent what cannot be read"));
  });
  worker.addEventListener("message", ({ data }: MessageEvent<Response>) => {
    if (data.type !== "alive") return;
    const ended = (): void => end(new TransportError("The worker of the workspace has ended"));
    navigator.locks.request(data.lock, ended).catch(() => undefined);
  });
  try {
    const opened = await client.ask<object | Failure>({ type: "open", plan }, { signal, onProgress });
    if (isFailure(opened)) {
      terminate();
      return opened;
    }
    isOpen = true;
    return new RemoteWorkspace(client, terminate);
  } catch (error) {
    terminate();
    throw error;
  }
}
