/** Folders of this machine in Chromium, without its dialogs: they are dropped on the page. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder that the page may use, with a link to the outside in it, and one that it may not. */
export function pickableFolders(place) {
  const folders = { granted: join(place, "granted"), refused: join(place, "refused") };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  writeFileSync(join(place, "secret"), "secret");
  mkdirSync(join(folders.granted, "links"));
  symlinkSync(join(place, "secret"), join(folders.granted, "links/away"));
  return folders;
}

/** Fills a profile as it is when the user has allowed a folder on every visit of a site. */
export function granting(origin, path) {
  const time = "13400000000000000";
  const folder = { path, "display-name": path, "is-directory": true, readable: true, writable: true };
  const exceptions = {
    file_system_access_extended_permission: { [`${origin},*`]: { last_modified: time, setting: 1 } },
    file_system_access_chooser_data: {
      [`${origin},*`]: { last_modified: time, setting: { "chosen-objects": [folder] } },
    },
  };
  return (profile) => {
    mkdirSync(join(profile, "Default"));
    const preferences = { profile: { content_settings: { exceptions } } };
    writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  };
}

/** Drops folders in the middle of a page. */
export async function dropFolders(browser, page, files) {
  const session = await browser.newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    const data = { items: [], files, dragOperationsMask: 1 };
    await session.send("Input.dispatchDragEvent", { type, x: 100, y: 100, data });
  }
}
