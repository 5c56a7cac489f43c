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

interface Bitmap {
  readonly width: number;
  readonly height: number;
  close(): void;
}

interface Canvas {
  getContext(kind: "2d"): { drawImage(image: Bitmap, x: number, y: number): void } | null;
  getContext(kind: "bitmaprenderer"): { transferFromImageBitmap(bitmap: Bitmap): void } | null;
  convertToBlob(options: { type: string; quality: number }): Promise<Blob>;
}

/** The bitmap and canvas of browsers and their workers, as far as they are used here. */
interface Painter {
  createImageBitmap(source: Blob | Bitmap, options?: object): Promise<Bitmap>;
  OffscreenCanvas: new (width: number, height: number) => Canvas;
}

function painterOf(scope: object): Painter | undefined {
  const candidate = scope as Partial<Painter>;
  const usable = typeof candidate.createImageBitmap === "function" && typeof candidate.OffscreenCanvas === "function";
  return usable ? (candidate as Painter) : undefined;
}

/** The picture at `maxEdge`. Its own size counts, not the one of its header: a camera may have been held upright. */
async function shrunk(painter: Painter, image: Blob, maxEdge: number): Promise<Bitmap> {
  const whole = await painter.createImageBitmap(image);
  try {
    const scale = maxEdge / Math.max(whole.width, whole.height);
    return await painter.createImageBitmap(whole, {
      resizeWidth: Math.max(1, Math.round(whole.width * scale)),
      resizeHeight: Math.max(1, Math.round(whole.height * scale)),
      resizeQuality: "high",
    });
  } finally {
    whole.close();
  }
}

/** Puts `bitmap` on a canvas of its size. Deno's canvas only shows bitmaps; Chromium's forgets there how they are turned. */
function canvasOf(painter: Painter, bitmap: Bitmap): Canvas {
  const canvas = new painter.OffscreenCanvas(bitmap.width, bitmap.height);
  const drawing = canvas.getContext("2d");
  if (drawing) drawing.drawImage(bitmap, 0, 0);
  else canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return canvas;
}

/**
 * The codec of browser pages, of workers and of Deno, made of `createImageBitmap` and `OffscreenCanvas`; undefined in a
 * runtime that has neither, where images go to the model as they are. GIFs are left alone, because a canvas would keep
 * only their first frame.
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
    async shrink({ bytes, mediaType, maxEdge }, { signal } = {}) {
      signal?.throwIfAborted();
      const bitmap = await shrunk(painter, new Blob([bytes.slice()], { type: mediaType }), maxEdge);
      try {
        signal?.throwIfAborted();
        const blob = await canvasOf(painter, bitmap).convertToBlob({ type: mediaType, quality: 0.9 });
        if (blob.type !== mediaType) return undefined;
        return { bytes: new Uint8Array(await blob.arrayBuffer()), mediaType };
      } finally {
        bitmap.close();
      }
    },
  };
}
