import type { Perform } from "../drive.js";
import { failureOf } from "../failure.js";
import type { Volume } from "../stores/volume.js";
import type { Lease } from "../stores/writer-lock.js";

/** What a journal asks of its volume; `src/journal/volume.h` makes it. */
type VolumeRequest =
  | { readonly op: "list" }
  | { readonly op: "read"; readonly name: string; readonly offset: number; readonly length: number }
  | { readonly op: "create"; readonly name: string; readonly size?: number }
  | { readonly op: "write"; readonly name: string; readonly offset: number; readonly flush: boolean }
  | { readonly op: "remove"; readonly name: string };

/**
 * Carries out the effects of a journal's operations. Whoever writes must still have the lease. `onFailure` is called
 * before the operation hears of an effect that failed.
 */
export function volumeEffects(
  volume: Volume,
  lease: () => Lease | undefined,
  onFailure: (thrown: unknown) => void = () => undefined,
): Perform {
  return async ({ request, payload }) => {
    try {
      const asked = request as VolumeRequest;
      if (asked.op === "list") return { value: { blobs: await volume.list() } };
      if (asked.op === "read") {
        return { value: null, payload: await volume.read(asked.name, asked.offset, asked.length) };
      }
      await lease()?.verify();
      if (asked.op === "create") await volume.create(asked.name, asked.size ?? payload);
      else if (asked.op === "remove") await volume.remove(asked.name);
      else {
        await volume.write(asked.name, asked.offset, payload);
        if (asked.flush) await volume.flush();
      }
      return { value: null };
    } catch (error) {
      onFailure(error);
      return { value: failureOf(error) };
    }
  };
}
