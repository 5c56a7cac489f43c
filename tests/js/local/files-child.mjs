/** What tests run as another process: `files-child.mjs ROOT TIMES` adds one to the number in /count, again and again. */
import { LocalBackend } from "nacre";

const [root, times] = process.argv.slice(2);
const files = await LocalBackend.open({ root, layout: "files" });
for (let done = 0; done < Number(times); ) {
  const { text, version } = await files.read("/count", { format: "raw" });
  const { error } = await files.write("/count", String(Number(text) + 1), { ifVersion: version });
  if (!error) done++;
  else if (error.code !== "stale") throw new Error(error.message);
}
await files.close();
