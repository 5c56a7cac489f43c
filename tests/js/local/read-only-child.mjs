/** What tests run as a user without rights: `read-only-child.mjs ROOT` tells what can be done with a folder. */
import { LocalBackend } from "nacre";

const [root] = process.argv.slice(2);
const files = await LocalBackend.open({ root });
const { readOnly } = await files.status();
const { text } = await files.read("/dir/a", { format: "raw" });
const { matchCount } = await files.grep("needle");
const errors = {};
for (const [name, call] of Object.entries({
  write: () => files.write("/dir/a", "2"),
  import: () =>
    files.import([
      ["/b", "1"],
      ["/c", "2"],
    ]),
  remove: () => files.remove("/dir", { recursive: true }),
})) {
  errors[name] = (await call()).error;
}
const after = (await files.read("/dir/a", { format: "raw" })).text;
await files.close();
const pack = await LocalBackend.open({ root, layout: "pack" }).catch(({ code, message }) => ({ code, message }));
console.log(JSON.stringify({ readOnly, text, matchCount, errors, after, pack }));
