import LightningFS from "@isomorphic-git/lightning-fs/dist/lightning-fs.min.js";
import { PromisedFiles } from "./fs-promises.mjs";

/** lightning-fs, in IndexedDB. It saves names half a second after the last write, or when it is told to. */
class LightningFiles extends PromisedFiles {
  #fs;

  constructor(fs) {
    super(fs, "");
    this.#fs = fs;
  }

  close() {
    return this.#fs.flush();
  }
}

export const Engine = {
  async open(root) {
    return new LightningFiles(new LightningFS(root).promises);
  },
};
