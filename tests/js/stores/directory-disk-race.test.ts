import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it } from "@jest/globals";
import type { DirectoryError } from "../../../js/stores/directory.js";
import { DiskDirectory } from "../../../js/stores/disk-directory.js";
import { bytesOf, cleanUp, namesAt, temporary } from "./directory-support.js";

cleanUp();

/** Turns a directory, and a file, into links to the outside and back, as fast as it can. */
const swapper = `
  const { workerData: { root, outside, shared } } = require("node:worker_threads");
  const { renameSync, symlinkSync, writeFileSync } = require("node:fs");
  const counters = new Int32Array(shared);
  const [directory, link, spare] = ["d", "link", "spare"].map((name) => root + "/" + name);
  const replaceFile = (make) => {
    make(root + "/file-spare");
    renameSync(root + "/file-spare", root + "/file");
  };
  const linger = () => { for (let index = 0; index < 2000; index++); };
  while (Atomics.load(counters, 0) === 0) {
    renameSync(directory, spare);
    renameSync(link, directory);
    replaceFile((path) => symlinkSync(outside + "/f", path));
    linger();
    renameSync(directory, link);
    renameSync(spare, directory);
    replaceFile((path) => writeFileSync(path, "inside"));
    linger();
    Atomics.add(counters, 1, 1);
  }
`;

let stop: (() => Promise<number>) | undefined;
afterEach(async () => void (await stop?.()));

/** Swaps until the returned function is called; that tells how often. */
function swapping(root: string, outside: string): () => Promise<number> {
  const shared = new SharedArrayBuffer(8);
  const counters = new Int32Array(shared);
  const worker = new Worker(swapper, { eval: true, workerData: { root, outside, shared } });
  const exited = new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
  stop = async () => {
    Atomics.store(counters, 0, 1);
    await exited;
    return Atomics.load(counters, 1);
  };
  return stop;
}

it("a directory and a file that turn into links to the outside never lead there", async () => {
  const place = temporary();
  const [root, outside] = [join(place, "root"), join(place, "outside")];
  const fill = (folder: string, text: string): void => {
    mkdirSync(join(folder, "sub/deep"), { recursive: true });
    for (const path of ["f", "sub/f", "sub/deep/f"]) writeFileSync(join(folder, path), text);
  };
  fill(join(root, "d"), "inside");
  fill(outside, "SECRET");
  writeFileSync(join(outside, "only-outside"), "SECRET");
  const names = readdirSync(outside, { recursive: true }).sort();
  symlinkSync(outside, join(root, "link"));
  writeFileSync(join(root, "file"), "inside");
  const directory = await DiskDirectory.open(root);
  const end = swapping(root, outside);

  const outcomes: Record<string, number> = {};
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const outcome = await work().then(
      () => "done",
      (error: DirectoryError) => error.code,
    );
    outcomes[`${name} ${outcome}`] = (outcomes[`${name} ${outcome}`] ?? 0) + 1;
  };
  const read = async (path: string): Promise<void> => {
    const text = new TextDecoder().decode((await directory.read(path)).bytes);
    expect(text).toMatch(/^(inside|written)$/);
  };
  const written = bytesOf("written");
  const until = Date.now() + 8000;
  const each = async (work: () => Promise<void>): Promise<void> => {
    while (Date.now() < until) await work();
  };
  await Promise.all([
    each(() => attempt("read", () => read("/d/f"))),
    each(() => attempt("read deep", () => read("/d/sub/deep/f"))),
    each(() => attempt("read file", () => read("/file"))),
    each(() => attempt("write", () => directory.write("/d/f", written))),
    each(() => attempt("write new", () => directory.write("/d/sub/new", written))),
    each(() => attempt("write file", () => directory.write("/file", written))),
    each(() => attempt("make", () => directory.makeDirectory("/d/sub/made"))),
    each(() => attempt("list", async () => expect(await namesAt(directory, "/d")).not.toContain("only-outside"))),
    each(async () => {
      await attempt("make", () => directory.makeDirectory("/d/sub/deep"));
      await attempt("write", () => directory.write("/d/sub/deep/f", written));
      await attempt("remove", () => directory.remove("/d/sub/deep"));
    }),
  ]);
  expect(await end()).toBeGreaterThan(100);

  expect(readdirSync(outside, { recursive: true }).sort()).toEqual(names);
  for (const path of ["f", "sub/f", "sub/deep/f", "only-outside"]) {
    expect(readFileSync(join(outside, path), "utf8")).toBe("SECRET");
  }
  // The race was there: each kind of work got through, and met the link.
  for (const name of ["read", "write", "list", "remove"]) {
    expect(outcomes).toMatchObject({ [`${name} done`]: expect.any(Number), [`${name} outside`]: expect.any(Number) });
  }
  expect(Object.keys(outcomes).filter((outcome) => outcome.endsWith("undefined"))).toEqual([]);
}, 60_000);
