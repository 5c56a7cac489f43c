/** Chromium's database is written in blocks of that many bytes. */
const blockBytes = 32 << 10;
const nameLength = 250;
/** A folder that is made and removed again has its name written three times, and a little besides. */
const folders = Math.ceil(blockBytes / (3 * nameLength));
const place = [".nacre", "settling"];

let settled: Promise<void> | undefined;

/**
 * To be awaited before names in the origin private file system are changed. Does its work once in each page or worker, in
 * some tens of milliseconds, and fails never.
 *
 * Chromium keeps these names in a LevelDB of its own. When the browser is killed while it appends to the log of that, it
 * goes on behind the torn record at the next start; and at the start after that it drops the rest of the record's block,
 * with names that were given in between. So a block is filled with names that nobody needs: what is named afterwards lies
 * behind it.
 */
export function settleNames(): Promise<void> {
  settled ??= isChromium() ? fillBlock().catch(() => undefined) : Promise.resolve();
  return settled;
}

function isChromium(): boolean {
  const { userAgentData } = globalThis.navigator as Navigator & {
    readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
  };
  return userAgentData?.brands.some(({ brand }) => brand === "Chromium") ?? false;
}

async function fillBlock(): Promise<void> {
  let folder = await navigator.storage.getDirectory();
  for (const name of place) folder = await folder.getDirectoryHandle(name, { create: true });
  const leftover: string[] = [];
  for await (const [name] of folder.entries()) leftover.push(name);
  const own = crypto.randomUUID();
  const names = Array.from({ length: folders }, (_, i) => `${own}-${i}`.padEnd(nameLength, "-"));
  await Promise.all(names.map((name) => folder.getDirectoryHandle(name, { create: true })));
  await Promise.allSettled([...names, ...leftover].map((name) => folder.removeEntry(name)));
}
