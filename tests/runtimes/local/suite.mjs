import { LocalBackend } from "nacre";
import { backendContract } from "nacre/testing";

/** Every way of keeping files that a scope has. */
export const ways = {
  pack: { layout: "pack" },
  "pack in IndexedDB": { layout: "pack", storage: "indexeddb" },
  files: { layout: "files" },
};

/** A workspace in a folder of its own, which goes when it is disposed. */
async function create(options) {
  const root = crypto.randomUUID();
  const files = await LocalBackend.open({ root, ...options });
  files.dispose = async () => {
    await files.close();
    const storage = await navigator.storage.getDirectory();
    await storage.removeEntry(root, { recursive: true }).catch(() => undefined);
  };
  return files;
}

/** The contract of backends, over each way of keeping files. */
export function registerContracts(runner, chosen = Object.keys(ways)) {
  for (const name of chosen) {
    backendContract({ name: `LocalBackend, ${name}`, create: () => create(ways[name]), runner });
  }
}
