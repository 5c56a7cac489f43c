import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { onceFree, opfsError } from "../../../js/stores/opfs-calls.js";
import { Turns } from "../../../js/stores/turns.js";
import { watched } from "../../../js/stores/watchdog.js";

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe("watched", () => {
  it("fails when there is no answer, and hands over one that comes too late", async () => {
    let answer: (value: string) => void = () => undefined;
    const late = jest.fn();
    const call = watched(new Promise<string>((resolve) => (answer = resolve)), late);
    const failed = expect(call).rejects.toMatchObject({ name: "VolumeError", code: "io" });
    await jest.advanceTimersByTimeAsync(30_000);
    await failed;
    answer("handle");
    await jest.advanceTimersByTimeAsync(0);
    expect(late).toHaveBeenCalledWith("handle");
  });

  it("leaves no timer behind, and does not take an answer in time for a late one", async () => {
    const late = jest.fn();
    expect(await watched(Promise.resolve(1), late)).toBe(1);
    await expect(watched(Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(jest.getTimerCount()).toBe(0);
    expect(late).not.toHaveBeenCalled();
  });
});

describe("onceFree", () => {
  it("tries again while the file is taken, for five seconds", async () => {
    let calls = 0;
    const taken = new DOMException("taken", "NoModificationAllowedError");
    const answer = onceFree(async () => {
      if (++calls < 4) throw taken;
      return "free";
    });
    await jest.advanceTimersByTimeAsync(100);
    expect(await answer).toBe("free");
    const never = onceFree(() => Promise.reject(taken)).catch((error: unknown) => opfsError(error, "open"));
    await jest.advanceTimersByTimeAsync(4_900);
    expect(jest.getTimerCount()).toBeGreaterThan(0);
    await jest.advanceTimersByTimeAsync(200);
    expect(await never).toMatchObject({ code: "busy" });
  });

  it("does not try again after anything else", async () => {
    const call = jest.fn(() => Promise.reject(new DOMException("gone", "NotFoundError")));
    await expect(onceFree(call)).rejects.toMatchObject({ name: "NotFoundError" });
    expect(call).toHaveBeenCalledTimes(1);
  });
});

describe("turns", () => {
  it("run together or alone, in the order in which they were asked for", async () => {
    jest.useRealTimers();
    const turns = new Turns();
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`+${name}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`-${name}`);
    };
    const failing = turns.together(() => Promise.reject(new Error("no")));
    const all = [
      turns.together(work("a")),
      turns.together(work("b")),
      turns.alone(work("c")),
      turns.together(work("d")),
      turns.together(work("e")),
      turns.alone(work("f")),
      turns.alone(work("g")),
    ];
    await expect(failing).rejects.toThrow("no");
    await Promise.all(all);
    expect(log.join(" ")).toBe("+a +b -a -b +c -c +d +e -d -e +f -f +g -g");
  });
});
