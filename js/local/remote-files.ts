import type {
  ApplyPatchOptions,
  ApplyPatchResult,
  Backend,
  CallOptions,
  ChangeEvent,
  ChangeOverflow,
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
  WatchOptions,
  WriteOptions,
  WriteResult,
} from "../backend.js";
import { kindOf } from "../core/kind.js";
import { fail } from "../failure.js";
import type { Reference } from "./messages.js";
import { Remote, type WorkspaceClient } from "./workspace-client.js";

/** The files of a workspace or a fork that lives in a worker. */
export class RemoteFiles extends Remote implements Backend {
  readonly client: WorkspaceClient;

  constructor(client: WorkspaceClient, reference: Reference) {
    super(reference);
    this.client = client;
  }

  exists(path: string, options?: CallOptions): Promise<boolean> {
    return this.invoke("exists", [path, options], options);
  }

  stat(path: string, options?: CallOptions): Promise<StatResult> {
    return this.invoke("stat", [path, options], options);
  }

  ls(path?: string, options?: CallOptions): Promise<LsResult> {
    return this.invoke("ls", [path, options], options);
  }

  read(path: string, options?: ReadOptions): Promise<ReadResult> {
    return this.invoke("read", [path, options], options);
  }

  readBytes(path: string, options?: ReadBytesOptions): Promise<ReadBytesResult> {
    return this.invoke("readBytes", [path, options], options);
  }

  async write(path: string, content: string | Uint8Array, options?: WriteOptions): Promise<WriteResult> {
    if (typeof content !== "string" && !(content instanceof Uint8Array)) {
      return fail("invalid_argument", `Content must be a string or a Uint8Array, not ${kindOf(content)}`, path);
    }
    return this.invoke("write", [path, content, options], options);
  }

  edit(path: string, oldString: string, newString: string, options?: EditOptions): Promise<EditResult>;
  edit(path: string, edits: readonly Replacement[], options?: EditOptions): Promise<EditResult>;
  edit(
    path: string,
    what: string | readonly Replacement[],
    second?: string | EditOptions,
    third?: EditOptions,
  ): Promise<EditResult> {
    return this.invoke("edit", [path, what, second, third], typeof second === "object" ? second : third);
  }

  hashlineEdit(
    path: string,
    edits: readonly HashlineEdit[],
    options?: HashlineEditOptions,
  ): Promise<HashlineEditResult> {
    return this.invoke("hashlineEdit", [path, edits, options], options);
  }

  applyPatch(patch: string, options?: ApplyPatchOptions): Promise<ApplyPatchResult> {
    return this.invoke("applyPatch", [patch, options], options);
  }

  glob(pattern: string, options?: GlobOptions): Promise<GlobResult> {
    return this.invoke("glob", [pattern, options], options);
  }

  grep(pattern: string, options?: GrepOptions): Promise<GrepResult> {
    return this.invoke("grep", [pattern, options], options);
  }

  remove(path: string, options?: RemoveOptions): Promise<RemoveResult> {
    return this.invoke("remove", [path, options], options);
  }

  move(from: string, to: string, options?: MoveOptions): Promise<MoveResult> {
    return this.invoke("move", [from, to, options], options);
  }

  mkdir(path: string, options?: MkdirOptions): Promise<MkdirResult> {
    return this.invoke("mkdir", [path, options], options);
  }

  watch(options: WatchOptions = {}): AsyncIterable<ChangeEvent | ChangeOverflow> {
    return this.client.watch(this.reference, options);
  }

  protected invoke<T>(method: string, args: readonly unknown[], options?: CallOptions): Promise<T> {
    return this.client.call(this.reference, method, args, options);
  }
}
