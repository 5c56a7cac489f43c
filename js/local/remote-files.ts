import type { CallOptions } from "../abort.js";
import type {
  Backend,
  ChangeEvent,
  ChangeOverflow,
  EditOptions,
  EditResult,
  Replacement,
  WatchOptions,
  WriteOptions,
  WriteResult,
} from "../backend.js";
import type { Answer, Arguments } from "../backend-delegate.js";
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

  exists(...args: Arguments<"exists">): Answer<"exists"> {
    return this.invoke("exists", args, args[1]);
  }

  stat(...args: Arguments<"stat">): Answer<"stat"> {
    return this.invoke("stat", args, args[1]);
  }

  ls(...args: Arguments<"ls">): Answer<"ls"> {
    return this.invoke("ls", args, args[1]);
  }

  read(...args: Arguments<"read">): Answer<"read"> {
    return this.invoke("read", args, args[1]);
  }

  readBytes(...args: Arguments<"readBytes">): Answer<"readBytes"> {
    return this.invoke("readBytes", args, args[1]);
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

  hashlineEdit(...args: Arguments<"hashlineEdit">): Answer<"hashlineEdit"> {
    return this.invoke("hashlineEdit", args, args[2]);
  }

  applyPatch(...args: Arguments<"applyPatch">): Answer<"applyPatch"> {
    return this.invoke("applyPatch", args, args[1]);
  }

  glob(...args: Arguments<"glob">): Answer<"glob"> {
    return this.invoke("glob", args, args[1]);
  }

  grep(...args: Arguments<"grep">): Answer<"grep"> {
    return this.invoke("grep", args, args[1]);
  }

  remove(...args: Arguments<"remove">): Answer<"remove"> {
    return this.invoke("remove", args, args[1]);
  }

  move(...args: Arguments<"move">): Answer<"move"> {
    return this.invoke("move", args, args[2]);
  }

  mkdir(...args: Arguments<"mkdir">): Answer<"mkdir"> {
    return this.invoke("mkdir", args, args[1]);
  }

  watch(options: WatchOptions = {}): AsyncIterable<ChangeEvent | ChangeOverflow> {
    return this.client.watch(this.reference, options);
  }

  protected invoke<T>(method: string, args: readonly unknown[], options?: CallOptions): Promise<T> {
    return this.client.call(this.reference, method, args, options);
  }
}
