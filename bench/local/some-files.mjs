import { NEEDLE, PAGE_FILE } from "../corpus.mjs";

/** Every `nth` of the files, all with the needle, and one in the folder that is written to. */
export const someFiles = (files, nth) =>
  files.filter(([path, text], index) => index % nth === 0 || text.includes(NEEDLE) || path === `/${PAGE_FILE}`);
