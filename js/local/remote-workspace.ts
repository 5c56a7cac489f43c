import type { CallOptions } from "../abort.js";
import { MisuseError } from "../core/errors.js";
import { disposeSymbol } from "../core/handle.js";
import type { Outcome } from "../failure.js";
import type { FileSource, ImportOptions, ImportResult, ImportTarOptions, ImportTarResult } from "../file-import.js";
import { pairsOf } from "../file-import.js";
import { failureOrThrow } from "../source-failure.js";
import type { DiffOptions, DiffResult, MergeOptions, MergeResult } from "../versions.js";
import type { Reference } from "./messages.js";
import { RemoteFiles } from "./remote-files.js";
import type { Overlay, Version, Workspace, WorkspaceStatus } from "./workspace.js";
import { Remote, type WorkspaceClient } from "./workspace-client.js";

/** What is sent of an import at once. */
const pieceBytes = 4 << 20;

const workspaceReference: Reference = { target: 0, kind: "workspace" };

/** A state of a workspace, in the worker. */
class RemoteVersion extends Remote implements Version {
  readonly client: WorkspaceClient;

  constructor(client: WorkspaceClient, reference: Reference) {
    super(reference);
    this.client = client;
  }

  dispose(): void {
    this.client.forget(this.reference);
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}

/** A fork, in the worker. */
class RemoteOverlay extends RemoteFiles implements Overlay {
  changes(options?: DiffOptions): Promise<DiffResult> {
    return this.invoke("changes", [options], options);
  }

  dispose(): void {
    this.client.forget(this.reference);
  }

  [disposeSymbol](): void {
    this.dispose();
  }
}

/** A workspace in a worker, which ends with it. */
export class RemoteWorkspace extends RemoteFiles implements Workspace {
  readonly #terminate: () => void;
  #closing: Promise<void> | undefined;

  constructor(client: WorkspaceClient, terminate: () => void) {
    super(client, workspaceReference);
    this.#terminate = terminate;
  }

  async import(files: FileSource, options: ImportOptions = {}): Promise<ImportResult> {
    const pairs = pairsOf(files);
    const { signal, onProgress } = options;
    const started = await this.client.call<{ to: Reference }>(this.reference, "import", [], { signal, onProgress });
    const { to } = started;
    const call = <T>(method: string, ...args: unknown[]): Promise<T> => this.client.call(to, method, args, { signal });
    let piece: (readonly [string, string | Uint8Array])[] = [];
    let size = 0;
    try {
      for await (const pair of pairs) {
        piece.push(pair);
        size += pair[0].length + pair[1].length;
        if (size < pieceBytes) continue;
        await call("push", piece);
        piece = [];
        size = 0;
      }
      await call("push", piece);
      return await call<ImportResult>("finish");
    } catch (error) {
      return failureOrThrow(error);
    } finally {
      this.client.forget(to);
    }
  }

  importTar(archive: Uint8Array, options?: ImportTarOptions): Promise<ImportTarResult> {
    return this.invoke("importTar", [archive, options], options);
  }

  exportTar(path?: string, options?: CallOptions): Promise<Outcome<{ readonly bytes: Uint8Array }>> {
    return this.invoke("exportTar", [path, options], options);
  }

  async fork(): Promise<Overlay> {
    const { to } = await this.invoke<{ to: Reference }>("fork", []);
    return new RemoteOverlay(this.client, to);
  }

  async snapshot(): Promise<Version> {
    const { to } = await this.invoke<{ to: Reference }>("snapshot", []);
    return new RemoteVersion(this.client, to);
  }

  restore(version: Version, options?: CallOptions): Promise<Outcome<object>> {
    return this.invoke("restore", [this.#own(version), options], options);
  }

  diff(before: Version, options?: DiffOptions): Promise<DiffResult> {
    return this.invoke("diff", [this.#own(before), options], options);
  }

  merge(theirs: Overlay, options?: Omit<MergeOptions, "base">): Promise<MergeResult> {
    return this.invoke("merge", [this.#own(theirs), options], options);
  }

  status(): Promise<WorkspaceStatus> {
    return this.invoke("status", []);
  }

  sync(): Promise<void> {
    return this.invoke("sync", []);
  }

  close(): Promise<void> {
    this.#closing ??= this.invoke<void>("close", []).finally(() => this.#terminate());
    return this.#closing;
  }

  #own(version: Version): Remote {
    const isOurs =
      (version instanceof RemoteVersion || version instanceof RemoteOverlay) && version.client === this.client;
    if (isOurs) return version;
    throw new MisuseError("This is no fork or snapshot of this workspace");
  }
}
