/**
 * A process that opens a workspace, tells what is in it, and works on it once it may. Each line is written before it
 * goes on.
 */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { LocalBackend } from "nacre";
import { entriesOf, work } from "./host.mjs";

const { open, writer, leavesSwaps } = JSON.parse(process.argv[2]);

function report(line) {
  for (let rest = Buffer.from(`${line}\n`); rest.length > 0; ) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

try {
  report("opening");
  const files = await LocalBackend.open(open);
  const entries = await entriesOf(files, leavesSwaps);
  report(`entries ${JSON.stringify(entries)}`);
  await once(process.stdin, "data");
  await work(files, writer, entries, report);
} catch (error) {
  report(`refused: ${error?.stack ?? error}`.replaceAll("\n", " "));
}
