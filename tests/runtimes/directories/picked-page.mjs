import { HandleDirectory } from "nacre/stores";
import { Collector, equal } from "../collector.mjs";
import { codeOf, registerDirectories } from "./suite.mjs";

const made = [];

function register(collector, granted, refused) {
  const fresh = async () => {
    for (const name of made.splice(0)) await granted.removeEntry(name, { recursive: true }).catch(() => undefined);
    const name = crypto.randomUUID();
    made.push(name);
    return granted.getDirectoryHandle(name, { create: true });
  };
  registerDirectories(collector, { kind: "picked", fresh });
  collector.describe("HandleDirectory, picked", () => {
    collector.it("says that the page must ask again for a folder that it may not use", async () => {
      // A worker cannot ask by itself.
      const worker = new Worker(import.meta.url, { type: "module" });
      worker.postMessage(refused);
      const error = await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
      });
      worker.terminate();
      equal(error.code, "permission_denied");
      equal(/must ask again.* in a click or key press$/.test(error.message), true);
    });

    collector.it("neither shows nor follows links", async () => {
      const directory = await HandleDirectory.open(granted);
      equal(await directory.list("/links"), []);
      equal(await codeOf(() => directory.read("/links/away")), "DirectoryError not_found");
      equal(await codeOf(() => directory.write("/links/away", new Uint8Array(1))), "DirectoryError not_found");
    });

    collector.it("refuses names that the browser keeps from pages", async () => {
      const directory = await HandleDirectory.open(granted);
      for (const path of ["/x.lnk", "/desktop.ini"]) {
        equal(await codeOf(() => directory.write(path, new Uint8Array(1))), "DirectoryError invalid_path");
      }
    });
  });
}

async function runOn(items) {
  const [granted, refused] = await Promise.all(items);
  const collector = new Collector();
  register(collector, granted, refused);
  window.outcome = await collector.run();
}

if (typeof window === "undefined") {
  addEventListener("message", async ({ data }) => {
    const { code, message } = await HandleDirectory.open(data).catch((error) => error);
    postMessage({ code, message });
  });
} else {
  document.documentElement.style.height = "100vh";
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    void runOn(Array.from(event.dataTransfer.items, (item) => item.getAsFileSystemHandle()));
  });
  window.ready = true;
}
