import { platform } from "node:process";
import { openChecked } from "./disk-checked-place.js";
import { openHeld } from "./disk-held-place.js";
import type { OpenPlace } from "./disk-place.js";

/** The best way of this host to hold on to directories. */
export async function chooseOpener(root: string): Promise<OpenPlace> {
  if (platform !== "linux") return openChecked;
  const place = await openHeld(root).catch(() => undefined);
  await place?.close();
  // Not where there is no /proc, where its use is denied, or where a handle has a number of another kind.
  return place?.real === root ? openHeld : openChecked;
}
