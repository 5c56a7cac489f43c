import { describe, expect, it } from "@jest/globals";
import { MisuseError } from "nacre";
import { MemoryLock, MemoryVolume } from "nacre/stores";
import { lockContract, volumeContract } from "nacre/testing";
import { runner } from "../support.js";

volumeContract({
  name: "MemoryVolume",
  create: () => new MemoryVolume(),
  createSmall: () => new MemoryVolume({ maxBytes: 3000 }),
  runner,
});

lockContract({
  name: "MemoryLock",
  create() {
    const lock = new MemoryLock();
    return [lock, lock];
  },
  runner,
});

describe("MemoryVolume", () => {
  it("counts what a blob that is replaced leaves free", async () => {
    const volume = new MemoryVolume({ maxBytes: 100 });
    await volume.create("a", 60);
    await volume.create("a", 100);
    await expect(volume.create("b", 1)).rejects.toThrow(/'?"b" of 1 bytes does not fit: 100 of 100/);
    await volume.create("a", 10);
    await volume.create("b", 90);
  });

  it("refuses a limit that is none", () => {
    expect(() => new MemoryVolume({ maxBytes: Number.NaN })).toThrow(MisuseError);
    expect(() => new MemoryVolume({ maxBytes: -1 })).toThrow(MisuseError);
  });

  it("says so when there is no memory", async () => {
    await expect(new MemoryVolume().create("a", Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
      code: "quota_exceeded",
    });
  });
});
