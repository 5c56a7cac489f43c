import { expect, it, jest } from "@jest/globals";
import { directoryContract } from "../../../js/testing/directory.js";
import { runner } from "../support.js";
import { linkCases } from "./directory-links.js";
import { cleanUp, temporary } from "./directory-support.js";

// As on a host without /proc: directories are checked rather than held.
jest.unstable_mockModule("../../../js/stores/disk-held-place.js", () => ({
  openHeld: async () => Promise.reject(new Error("There is no /proc")),
}));
const { DiskDirectory } = await import("../../../js/stores/disk-directory.js");
const { chooseOpener } = await import("../../../js/stores/disk-opener.js");

cleanUp();

it("does without /proc", async () => {
  const root = temporary();
  const place = await (await chooseOpener(root))(root);
  expect(place.at("a")).toBe(`${root}/a`);
});

directoryContract({ name: "DiskDirectory", create: () => DiskDirectory.open(temporary()), runner });
linkCases((root, options) => DiskDirectory.open(root, options));
