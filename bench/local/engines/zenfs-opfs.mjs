import { configure, promises } from "@zenfs/core";
import { WebAccess } from "@zenfs/dom";
import { PromisedFiles } from "./fs-promises.mjs";

/** ZenFS on the origin private file system, without the copy in memory that its synchronous calls would need. */
export const Engine = {
  async open(root) {
    const storage = await navigator.storage.getDirectory();
    const handle = await storage.getDirectoryHandle(root, { create: true });
    const mount = { backend: WebAccess, handle, disableAsyncCache: true };
    await configure({ mounts: { "/": mount }, disableAccessChecks: true, onlySyncOnClose: true });
    return new PromisedFiles(promises, "");
  },
};
