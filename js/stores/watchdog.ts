import { VolumeError } from "./volume.js";

const WATCHDOG_MS = 30_000;

/** Settles as `call` does, or fails in the end: now and then a browser leaves one open for ever. */
export async function watched<T>(call: Promise<T>, late: (value: T) => void = () => undefined): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const barking = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(new VolumeError("io", `The browser did not answer within ${WATCHDOG_MS / 1000} seconds`));
    }, WATCHDOG_MS);
  });
  call.then(
    (value) => over && late(value),
    () => undefined,
  );
  try {
    return await Promise.race([call, barking]);
  } finally {
    clearTimeout(timer);
  }
}
