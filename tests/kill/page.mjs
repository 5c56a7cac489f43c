/** A page that does what `node-host.mjs` does, for each writer that it is told of. */
import { LocalBackend } from "nacre";
import { entriesOf, work } from "./host.mjs";

const post = (path, body) => fetch(path, { method: "POST", body });

/** Reports lines in their order, those that came up while a report was under way together in the next one. */
function reporter(address) {
  const lines = [];
  let sending = false;
  return async (line) => {
    lines.push(line);
    if (sending) return;
    sending = true;
    while (lines.length > 0) await post(address, lines.splice(0).join("\n"));
    sending = false;
  };
}

async function run({ open, writer, leavesSwaps }, session, index) {
  const report = reporter(`/report?session=${session}&writer=${index}`);
  try {
    report("opening");
    const files = await LocalBackend.open(open);
    const entries = await entriesOf(files, leavesSwaps);
    report(`entries ${JSON.stringify(entries)}`);
    await post(`/wait?session=${session}&writer=${index}`);
    await work(files, writer, entries, report);
  } catch (error) {
    report(`refused: ${error?.stack ?? error}`.replaceAll("\n", " "));
  }
}

const { session, plans } = await (await post("/plan")).json();
for (const [index, plan] of plans.entries()) void run(plan, session, index);
