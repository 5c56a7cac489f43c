/**
 * What tests run as another process: `lock-child.mjs hold LOCK` takes a lock, says so and never lets go;
 * `lock-child.mjs count LOCK FILE TIMES` adds one to the number in a file, each time under the lock.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { ProcessLock } from "nacre/stores/disk";

const [task, path, file, times] = process.argv.slice(2);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const lock = new ProcessLock(path);

if (task === "hold") {
  const lease = await lock.acquire();
  console.log(lease.clean ? "clean" : "broken");
  setInterval(() => lease.verify(), 1000);
} else {
  for (let i = 0; i < Number(times); i++) {
    const lease = await lock.acquire();
    const count = Number(readFileSync(file, "utf8"));
    await pause(1);
    await lease.verify();
    writeFileSync(file, String(count + 1));
    await lease.release();
    await pause(Math.random() * 6);
  }
}
