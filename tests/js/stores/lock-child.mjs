/**
 * What tests run as another process: `lock-child.mjs hold LOCK` takes a lock, says so and never lets go;
 * `lock-child.mjs count LOCK FILE TIMES` adds one to the number in a file, each time under the lock;
 * `lock-child.mjs turns LOCK MS BUSY` wants it without pause, lets go when others want it, and says how often it had it
 * and the longest that it waited; BUSY is for how long it does nothing else, again and again.
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
} else if (task === "turns") {
  const busy = Number(times);
  const until = performance.now() + Number(file);
  const work = setInterval(() => {
    for (const end = performance.now() + busy; performance.now() < end; );
  }, 1);
  let count = 0;
  let longest = 0;
  while (performance.now() < until) {
    const asked = performance.now();
    const lease = await lock.acquire();
    longest = Math.max(longest, performance.now() - asked);
    count++;
    for (const end = performance.now() + 500; !lease.wanted && performance.now() < end; ) await pause(1);
    await lease.release();
  }
  clearInterval(work);
  console.log(`${count} ${Math.round(longest)}`);
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
