/** Changes of real files that are under way at once. */
export const changesAtOnce = 16;

/**
 * Does `work` for each item, at most `most` at a time. After the first that fails no other begins; it is thrown when all
 * that had begun are over.
 */
export async function sideBySide<T>(items: Iterable<T>, most: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failed: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (!failed) {
      const next = rest.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  if (failed) throw failed.error;
}
