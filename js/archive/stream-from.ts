/** What `produce` writes, as a stream; what it throws errors the stream. Leaving the stream makes its writes fail. */
export function streamFrom(
  produce: (writable: WritableStream<Uint8Array>) => Promise<void>,
): ReadableStream<Uint8Array> {
  let controller: TransformStreamDefaultController<Uint8Array> | undefined;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start(given) {
      controller = given;
    },
  });
  produce(writable).catch((error: unknown) => controller?.error(error));
  return readable;
}
