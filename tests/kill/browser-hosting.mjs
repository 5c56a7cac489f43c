import { spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../runtimes/browser/server.mjs";
import { bundle } from "../runtimes/bundle.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { NACRE_CHROMIUM: CHROMIUM = "/usr/bin/chromium", NACRE_FIREFOX: FIREFOX = "/usr/bin/firefox-esr" } = process.env;

/** How to start each browser on a page, without a driver, in a profile. */
const browsers = {
  chromium: (profile, url) => ({
    command: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--hide-crash-restore-bubble",
      `--user-data-dir=${profile}`,
      url,
    ],
  }),
  firefox: (profile, url) => ({
    command: FIREFOX,
    args: ["--headless", "--no-remote", "--profile", profile, url],
    env: { ...process.env, HOME: profile },
  }),
};

const firefoxPreferences = {
  "browser.shell.checkDefaultBrowser": false,
  "browser.aboutwelcome.enabled": false,
  "termsofuse.bypassNotification": true,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  // It loads pages a second time, in a container with a storage of its own.
  "browser.pagethumbnails.capturing_disabled": true,
  "toolkit.startup.max_resumed_crashes": -1,
};

/** Workspaces in the origin private file system of one browser profile, the writers in one page. */
export async function browserHosting(folder, name) {
  const [site, profile] = [join(folder, "site"), join(folder, "profile")];
  mkdirSync(profile, { recursive: true });
  const preferences = Object.entries(firefoxPreferences).map(
    ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`,
  );
  if (name === "firefox") writeFileSync(join(profile, "user.js"), preferences.join(""));
  const entryPoints = { page: here("page.mjs"), "local-worker": here("local-worker.mjs") };
  await bundle(entryPoints, site, { conditions: ["browser"] });
  cpSync(here("../runtimes/browser/page.html"), join(site, "page.html"));
  cpSync(here("../../dist/core/nacre.wasm"), join(site, "nacre.wasm"));
  let session;
  let child;
  const endAll = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // There was none, or it has ended.
    }
  };
  process.once("exit", endAll);
  const server = await serve(site, "", (url, body) => session?.answer(url, body));
  let count = 0;

  return {
    root: "workspace",
    leavesSwaps: name === "chromium",
    /** Reports are sent while the page goes on. */
    ahead: 1000,
    openingMs: 150,
    workingMs: 300,
    start(plans, onLine) {
      const { command, args, env } = browsers[name](profile, `${server.origin}/page.html`);
      child = spawn(command, args, { env, stdio: "ignore", detached: true });
      const browser = child;
      const closed = new Promise((resolve) => browser.on("close", resolve));
      const waiting = plans.map(() => ({}));
      for (const wait of waiting) {
        wait.over = new Promise((resolve) => {
          wait.end = resolve;
        });
      }
      const number = ++count;
      session = {
        async answer({ pathname, searchParams }, body) {
          if (pathname === "/plan") return JSON.stringify({ session: number, plans });
          // A page may outlive its browser for a moment.
          if (Number(searchParams.get("session")) !== number) return "";
          const index = Number(searchParams.get("writer"));
          if (pathname === "/wait") await waiting[index].over;
          else for (const line of body.split("\n")) onLine(index, line);
          return "";
        },
      };
      return {
        go: (index) => waiting[index].end(),
        /** The browser process alone, or all that belongs to it. */
        async kill() {
          session = undefined;
          if (browser.exitCode === null && browser.signalCode === null) {
            process.kill(number % 2 === 0 ? browser.pid : -browser.pid, "SIGKILL");
          }
          await closed;
        },
      };
    },
    async close() {
      server.close();
      endAll();
      process.off("exit", endAll);
    },
  };
}
