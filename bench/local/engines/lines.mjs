/** The lines of `text` that hold `needle`, in the same loop for every peer without a search of its own. */
export function linesWith(needle, path, text) {
  if (!text.includes(needle)) return [];
  return text
    .split("\n")
    .flatMap((line, index) => (line.includes(needle) ? [{ path, line: index + 1, text: line }] : []));
}

/** Works on all items, so many at a time: what waits for one file is used for the next. */
export async function atOnce(items, count, work) {
  const rest = items[Symbol.iterator]();
  const lane = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: count }, lane));
}

/** How many files a peer works on at once. */
export const LANES = 16;
