/** What a host does with a workspace, wherever it runs. */
import { labelIn } from "./content.mjs";
import { directory } from "./tree.mjs";
import { perform, Workload } from "./workload.mjs";

/**
 * Everything in it, each content by its label; one that is not whole as "torn". `leavesSwaps`: but what Chromium leaves
 * beside a real file that it writes to, which cannot be told from a file of the user's.
 */
export async function entriesOf(files, leavesSwaps) {
  const entries = [];
  const places = ["/"];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { error, entries: found } = await files.ls(place);
    if (error) throw new Error(`ls ${place}: ${error.message}`);
    for (const { path, isDir } of found) {
      if (leavesSwaps && path.endsWith(".crswap")) continue;
      if (isDir) places.push(path);
      entries.push([path, isDir ? directory : await labelAt(files, path)]);
    }
  }
  return entries;
}

async function labelAt(files, path) {
  const { error, bytes } = await files.readBytes(path);
  if (error) return `torn: ${error.message}`;
  return labelIn(bytes) ?? `torn: ${bytes.length} bytes`;
}

/** Works below `root` without pause, until it is killed, and reports the number of each step that was acknowledged. */
export async function work(files, { root, seed }, entries, report) {
  const own = entries.filter(([path]) => path === root || path.startsWith(`${root}/`));
  const workload = new Workload(seed, root, own);
  for (let number = 1; ; number++) {
    const step = workload.next();
    const result = await perform(files, step, (part) => report(`${number}.${part}`));
    if (result.error) {
      report(`refused ${number} ${step.kind} ${step.path ?? ""}: ${JSON.stringify(result.error)}`);
      return;
    }
    report(`${number}`);
  }
}
