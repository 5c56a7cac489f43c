import { NacreError } from "../core/errors.js";

function missing(): never {
  throw new NacreError("unsupported", "compression is not available in this runtime");
}

/** In the place of `node:zlib`, which just-bash imports also for browsers: its commands for gzip fail and say why. */
export const gzipSync: () => never = missing;
export const gunzipSync: () => never = missing;
export const constants: Readonly<Record<string, number>> = {};
