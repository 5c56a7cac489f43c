/**
 * What `work` makes of each item, in the order of the items, with at most `most` at work at once. Whoever stops listening
 * early leaves those that have begun to end by themselves.
 */
export async function* inParallel<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    const next = work(item);
    // Its failure is told when its turn comes, which may be later than the runtime would like.
    next.catch(() => undefined);
    begun.push(next);
    const first = begun.length < most ? undefined : begun.shift();
    if (first) yield first;
  }
  yield* begun;
}
