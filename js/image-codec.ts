import type { CallOptions } from "./abort.js";

export interface ShrinkRequest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The longest edge allowed, in pixels. */
  readonly maxEdge: number;
}

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Shrinks images before a model sees them. The project decodes no images itself: bring a codec, or the runtime's own. */
export interface ImageCodec {
  /** The media types that it can shrink. */
  readonly mediaTypes: readonly string[];
  /** The image at `maxEdge` or less, its shape kept; undefined to leave it as it is. */
  shrink(request: ShrinkRequest, options?: CallOptions): Promise<EncodedImage | undefined>;
}

/** The bitmap and canvas of browsers and their workers, as far as they are used here. */
interface Painter {
  createImageBitmap(source: Blob, options: object): Promise<{ close(): void }>;
  OffscreenCanvas: new (
    width: number,
    height: number,
  ) => {
    getContext(
      kind: "2d",
    ): { drawImage(image: unknown, x: number, y: number, width: number, height: number): void } | null;
    convertToBlob(options: { type: string; quality: number }): Promise<Blob>;
  };
}

function painterOf(scope: object): Painter | undefined {
  const candidate = scope as Partial<Painter>;
  const usable = typeof candidate.createImageBitmap === "function" && typeof candidate.OffscreenCanvas === "function";
  return usable ? (candidate as Painter) : undefined;
}

/**
 * The codec of a browser page or worker, made of `createImageBitmap` and `OffscreenCanvas`; undefined in a runtime that
 * has neither, where images go to the model as they are. GIFs are left alone, because a canvas would keep only their
 * first frame.
 *
 * @example
 * ```ts
 * import { createConsoleToolset, StateBackend, webImageCodec } from "nacre";
 *
 * using files = await StateBackend.create();
 * using toolset = await createConsoleToolset({ backend: files, imageSupport: true, imageCodec: webImageCodec() });
 * console.log(toolset.tools.map((tool) => tool.name).includes("read_file")); // true
 * ```
 */
export function webImageCodec(): ImageCodec | undefined {
  const painter = painterOf(globalThis);
  if (!painter) return undefined;
  return {
    mediaTypes: ["image/png", "image/jpeg", "image/webp"],
    async shrink({ bytes, mediaType, width, height, maxEdge }, { signal } = {}) {
      const scale = maxEdge / Math.max(width, height);
      const target = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
      signal?.throwIfAborted();
      const bitmap = await painter.createImageBitmap(new Blob([bytes.slice()], { type: mediaType }), {
        resizeWidth: target.width,
        resizeHeight: target.height,
        resizeQuality: "high",
      });
      try {
        const canvas = new painter.OffscreenCanvas(target.width, target.height);
        const context = canvas.getContext("2d");
        if (!context) return undefined;
        context.drawImage(bitmap, 0, 0, target.width, target.height);
        signal?.throwIfAborted();
        const blob = await canvas.convertToBlob({ type: mediaType, quality: 0.9 });
        if (blob.type !== mediaType) return undefined;
        return { bytes: new Uint8Array(await blob.arrayBuffer()), mediaType };
      } finally {
        bitmap.close();
      }
    },
  };
}
