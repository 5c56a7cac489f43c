import { execFileSync } from "node:child_process";

/** All processes below this one. */
function descendants() {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,rss=,args="], { encoding: "utf8", maxBuffer: 1 << 24 })
    .trim()
    .split("\n")
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(row))
    .map(([, pid, parent, rss, command]) => ({ pid: Number(pid), parent: Number(parent), mb: rss / 1000, command }));
  const family = new Set([process.pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid);
  }
  return rows.filter(({ pid }) => pid !== process.pid && family.has(pid));
}

/** The resident megabytes of a process that this one has started. */
export function processMb(pid) {
  return descendants().find((process) => process.pid === pid).mb;
}

/** The resident megabytes of the page that has most of them. */
export function largestPageMb() {
  const pages = descendants().filter(({ command }) => command.includes("--type=renderer"));
  return Math.max(...pages.map(({ mb }) => mb));
}
