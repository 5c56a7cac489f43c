import type { Backend } from "../backend.js";

type Methods = Pick<
  Backend,
  | "exists"
  | "stat"
  | "ls"
  | "read"
  | "readBytes"
  | "write"
  | "edit"
  | "hashlineEdit"
  | "applyPatch"
  | "glob"
  | "grep"
  | "remove"
  | "move"
  | "mkdir"
>;

/** The file methods of `backend`, bound to it. */
export function methodsOf(backend: Backend): Methods {
  return {
    exists: backend.exists.bind(backend),
    stat: backend.stat.bind(backend),
    ls: backend.ls.bind(backend),
    read: backend.read.bind(backend),
    readBytes: backend.readBytes.bind(backend),
    write: backend.write.bind(backend),
    edit: backend.edit.bind(backend) as Backend["edit"],
    hashlineEdit: backend.hashlineEdit.bind(backend),
    applyPatch: backend.applyPatch.bind(backend),
    glob: backend.glob.bind(backend),
    grep: backend.grep.bind(backend),
    remove: backend.remove.bind(backend),
    move: backend.move.bind(backend),
    mkdir: backend.mkdir.bind(backend),
  };
}
