import type { CreateReadableOptions, Reader } from "@zip.js/zip.js";
import { chunkBytes, inMemory, paced, partOf } from "./paced.js";

export type ZipLibrary = typeof import("@zip.js/zip.js/lib/zip-core-custom.js");

/** Loads zip.js without its workers and WebAssembly: the runtime's own compression does. */
export async function loadZip(): Promise<ZipLibrary> {
  const library = await import("@zip.js/zip.js/lib/zip-core-custom.js");
  library.configure({ chunkSize: chunkBytes });
  return library;
}

/** Gives the library an archive in pieces that are `paced`. */
export function pacedReader({ Reader }: ZipLibrary, data: Uint8Array | Blob): Reader<unknown> {
  class PacedReader extends Reader<unknown> {
    override readonly size = data instanceof Blob ? data.size : data.length;

    override createReadable(range: CreateReadableOptions = {}): ReadableStream<Uint8Array> {
      const { offset = 0, size = this.size - offset } = range;
      return paced(partOf(data, offset, offset + size));
    }

    override readUint8Array(index: number, length: number): Promise<Uint8Array> {
      return inMemory(partOf(data, index, index + length));
    }
  }
  return new PacedReader(data);
}
