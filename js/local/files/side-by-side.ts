/** Changes of real files that are under way at once. */
const mostAtOnce = 16;

/**
 * Does `work` for each item, several at a time. After the first that fails no other begins; it is thrown when all that
 * had begun are over.
 */
export async function sideBySide<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failed: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !failed; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
  if (failed) throw failed.error;
}
