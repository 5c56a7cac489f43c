import { createConsoleToolset, StateBackend, webImageCodec } from "nacre";
import { equal } from "./collector.mjs";

/** Draws an image, red in its left half and blue in its right. */
async function paint(width, height, type) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#f00";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#00f";
  context.fillRect(width / 2, 0, width / 2, height);
  const blob = await canvas.convertToBlob({ type });
  equal(blob.type, type);
  return new Uint8Array(await blob.arrayBuffer());
}

/** The JPEG as a camera held upright writes it: to be turned to the right. */
function turned(jpeg) {
  const exif = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...Array.from(exif, (character) => character.charCodeAt(0))];
  return new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
}

/** The size of an image, and the colours near its corners: upper left, upper right, lower left, lower right. */
async function look({ data, mediaType }) {
  const bitmap = await createImageBitmap(new Blob([data], { type: mediaType }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const colour = (x, y) => {
    const [red, , blue] = context.getImageData(x, y, 1, 1).data;
    return red > 200 && blue < 50 ? "red" : blue > 200 && red < 50 ? "blue" : `${red} ${blue}`;
  };
  const [right, bottom] = [width - 8, height - 8];
  const colours = [colour(8, 8), colour(right, 8), colour(8, bottom), colour(right, bottom)];
  return `${width} x ${height}: ${colours.join(", ")}`;
}

/** What the model gets to see of an image. */
async function seen(bytes) {
  using files = await StateBackend.create({ files: { "/image.png": bytes } });
  using toolset = await createConsoleToolset({ backend: files, imageSupport: true, imageCodec: webImageCodec() });
  const { content, metadata } = await toolset.call("read_file", { path: "/image.png" });
  const image = content.find(({ type }) => type === "image");
  if (!image) throw new Error(`no image but ${JSON.stringify(content)}`);
  return { ...image, resized: metadata.resized };
}

/** A black PNG of 2000 x 1000 pixels. */
const wide = Uint8Array.from(
  atob(
    "iVBORw0KGgoAAAANSUhEUgAAB9AAAAPoAQAAAACuJVgHAAABCklEQVR42u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwLcB1KUAAeq0Fz8AAAAASUVORK5CYII=",
  ),
  (character) => character.charCodeAt(0),
);

/** `canvas`: what the runtime must have: one to draw on (`2d`), one to show bitmaps on (`bitmap`), or none. */
export function imageTests({ describe, it }, { canvas }) {
  const unchanged = async (bytes) => {
    const { data, resized } = await seen(bytes);
    equal({ data: [...data], resized }, { data: [...bytes], resized: false });
  };
  const shrinks = async (bytes, type, expected) => {
    const image = await seen(bytes);
    equal([image.mediaType, image.resized, await look(image)], [type, true, expected]);
  };

  describe("images", () => {
    it(`${canvas ? "have a" : "have no"} codec`, () => equal(webImageCodec() !== undefined, canvas !== undefined));
    if (!canvas) it("come as they are", () => unchanged(wide));
    else {
      it("shrink when they are too large", async () => {
        const { data, mediaType } = await seen(wide);
        const { width, height } = await createImageBitmap(new Blob([data], { type: mediaType }));
        equal({ width, height }, { width: 1568, height: 784 });
      });
    }
    if (canvas !== "2d") return;
    for (const type of ["image/png", "image/jpeg"]) {
      it(`keep their shape, ${type}`, async () => {
        await shrinks(await paint(2000, 1000, type), type, "1568 x 784: red, blue, red, blue");
        await shrinks(await paint(1000, 2000, type), type, "784 x 1568: red, blue, red, blue");
      });
    }
    it("keep their shape when they are to be turned", async () => {
      const jpeg = turned(await paint(2000, 1000, "image/jpeg"));
      await shrinks(jpeg, "image/jpeg", "784 x 1568: red, red, blue, blue");
    });
    it("come byte for byte up to the limit", async () => unchanged(await paint(1568, 20, "image/png")));
  });
}
