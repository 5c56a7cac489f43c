/** Writes numbers to the blob "log", replaces the blob "whole" again and again, and says how far the log has come. */
import { DiskVolume } from "nacre/stores/disk";

const volume = await DiskVolume.open(process.argv[2]);
await volume.create("log", 4 << 20);
await volume.create("whole", 300_000);
for (let i = 1; ; i++) {
  await volume.write("log", i * 4, new Uint8Array(new Uint32Array([i]).buffer));
  process.stdout.write(`${i}\n`);
  await volume.create("whole", new Uint8Array(300_000).fill(i));
}
