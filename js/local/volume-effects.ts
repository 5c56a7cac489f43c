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

/** Who is told of effects, before the operation hears of them. */
export interface EffectEvents {
  readonly onFailure?: (thrown: unknown) => void;
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** Carries out the effects of a journal's operations. Whoever writes must still have the lease. */
export function volumeEffects(
  volume: Volume,
  lease: () => Lease | undefined,
  { onFailure, onRead }: EffectEvents = {},
): Perform {
  return async ({ request, payload }) => {
    try {
      const asked = request as VolumeRequest;
      if (asked.op === "list") return { value: { blobs: await volume.list() } };
      if (asked.op === "read") {
        const payload = await volume.read(asked.name, asked.offset, asked.length);
        onRead?.(payload.length);
        return { value: null, payload };
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
      onFailure?.(error);
      return { value: failureOf(error) };
    }
  };
}
