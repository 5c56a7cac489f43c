import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Core, type Handle, MisuseError, type Payload } from "nacre";
import { checkHandles, testCore } from "../support.js";

const now = 1;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

describe("payloads", () => {
  checkHandles();
  let core: Core;
  beforeAll(async () => {
    core = await testCore();
  });

  /** What a file holds after `content` was written to it. */
  function roundTrip(store: Handle, content: Payload): Uint8Array {
    const { value } = store.call<{ error?: unknown }>("write", { path: "/a", now }, content);
    expect(value.error).toBeUndefined();
    return store.call("readBytes", { path: "/a" }).payload;
  }

  const lengths = [0, 1, 100, 21_844, 21_845, 21_846, 65_535, 65_536, 65_537, 300_000];
  it.each(["a", "é", "中", "🐚"])("carry strings of %s whole, whatever their length", (unit) => {
    using store = core.open("store");
    for (const length of lengths) {
      const text = `x${unit.repeat(length)}`;
      expect(utf8.decode(roundTrip(store, text)) === text).toBe(true);
    }
  });

  it("carry a long plain text with a few wide characters at its end", () => {
    using store = core.open("store");
    const text = `${"a".repeat(200_000)}${"中🐚".repeat(1000)}`;
    expect(utf8.decode(roundTrip(store, text)) === text).toBe(true);
  });

  it("keep a byte order mark and NUL", () => {
    using store = core.open("store");
    expect(utf8.decode(roundTrip(store, "\uFEFFa\0b"))).toBe("\uFEFFa\0b");
  });

  it("carry bytes as they are, also those of a part of a buffer", () => {
    using store = core.open("store");
    const all = Uint8Array.from({ length: 70_000 }, (_, index) => index);
    expect(roundTrip(store, all)).toEqual(all);
    expect(roundTrip(store, all.subarray(3, 9))).toEqual(all.subarray(3, 9));
  });

  it("are copies, which the caller owns", () => {
    using store = core.open("store");
    const first = roundTrip(store, "first");
    roundTrip(store, "other");
    expect(utf8.decode(first)).toBe("first");
    first.fill(0);
    expect(utf8.decode(store.call("readBytes", { path: "/a" }).payload)).toBe("other");
  });

  it("survive the growth of the core's memory", () => {
    using store = core.open("store");
    const before = core.usage().memoryBytes;
    const big = new Uint8Array(40 << 20).fill(7);
    const back = roundTrip(store, big);
    expect(core.usage().memoryBytes).toBeGreaterThan(before);
    expect(back.length).toBe(big.length);
    expect(back.every((byte) => byte === 7)).toBe(true);
  });

  it("are written in place by a writer, which may use less than it asked for", () => {
    using store = core.open("store");
    const write = (target: Uint8Array): number => {
      expect(target.length).toBe(1000);
      target.set([1, 2, 3]);
      return 3;
    };
    expect(roundTrip(store, { capacity: 1000, write })).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("refuse a writer that claims too much, and let through what it throws", () => {
    using store = core.open("store");
    const call = (write: () => number) => store.call("write", { path: "/w", now }, { capacity: 4, write });
    for (const claim of [5, -1, 1.5, Number.NaN]) expect(() => call(() => claim)).toThrow(MisuseError);
    expect(() =>
      call(() => {
        throw new RangeError("mine");
      }),
    ).toThrow(new RangeError("mine"));
    expect(() => call(() => store.call<number>("usage").value)).toThrow(/while the payload of another call/);
    expect(core.dead).toBe(false);
    expect(store.call("exists", { path: "/w" }).value).toBe(false);
  });

  it("refuse lone surrogates, in payloads and in arguments", () => {
    using store = core.open("store");
    for (const [text, index] of [
      ["\uD800", 0],
      ["ab\uDC00", 2],
      [`${"🐚".repeat(100_000)}\uD83D`, 200_000],
    ] as const) {
      const { value } = store.call<{ error: { code: string; message: string } }>("write", { path: "/s", now }, text);
      expect(value.error.code).toBe("invalid_argument");
      expect(value.error.message).toContain(`at index ${index}`);
    }
    expect(store.call("write", { path: "/s\uD800", now }, "").value).toMatchObject({
      error: {
        code: "invalid_path",
        message: expect.stringContaining("Argument 'path' holds a lone surrogate, U+D800"),
      },
    });
    expect(store.call("exists", { path: "/s" }).value).toBe(false);
    expect(store.call("grep", { pattern: "\\ud800 is only text" }).value).toMatchObject({
      error: { code: "invalid_pattern" },
    });
  });

  it("that memory has no room for are failures, and the core lives on", () => {
    using store = core.open("store");
    const never = (): number => {
      throw new Error("There is nothing to write to");
    };
    for (const capacity of [2 ** 32 - 64, 2 ** 32, 2 ** 40]) {
      const { value } = store.call("write", { path: "/a", now }, { capacity, write: never });
      expect(value).toMatchObject({ error: { code: "out_of_memory" } });
    }
    expect(core.dead).toBe(false);
    expect(utf8.decode(roundTrip(store, "alive"))).toBe("alive");
  });

  it("leave no memory behind", () => {
    using store = core.open("store");
    const text = "🐚".repeat(1_000_000);
    for (let round = 0; round < 3; round++) roundTrip(store, text);
    const before = core.usage().memoryBytes;
    for (let round = 0; round < 30; round++) roundTrip(store, text);
    expect(core.usage().memoryBytes).toBe(before);
  });
});
