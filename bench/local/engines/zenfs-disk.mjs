import fs from "node:fs";
import { configure, Passthrough, promises } from "@zenfs/core";
import { PromisedFiles } from "./fs-promises.mjs";

/** ZenFS over a folder on disk. */
export const Engine = {
  async open(root) {
    const mount = { backend: Passthrough, fs, prefix: root };
    await configure({ mounts: { "/": mount }, disableAccessChecks: true, onlySyncOnClose: true });
    return new PromisedFiles(promises, "");
  },
};
