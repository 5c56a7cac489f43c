/**
 * What is measured: `program` is a file of engines/, `options` are what it is opened with. `own` is ours, the others are
 * what people use instead. `scopes` are of Chromium. One that `compares` goes on after the first answer, until it has held all
 * files against the disk.
 */
export const IN_CHROMIUM = [
  {
    key: "pack",
    label: "nacre, pack",
    program: "nacre",
    options: { layout: "pack" },
    scopes: ["worker", "window"],
    own: true,
  },
  {
    key: "files",
    label: "nacre, files",
    program: "nacre",
    options: { layout: "files" },
    compares: true,
    scopes: ["worker", "window"],
    own: true,
  },
  { key: "memory", label: "nacre, in memory", program: "nacre-memory", scopes: ["worker"], own: true, kept: false },
  {
    key: "opfs-writable",
    label: "OPFS, createWritable",
    program: "opfs",
    options: { access: "writable" },
    scopes: ["worker", "window"],
  },
  { key: "opfs-sync", label: "OPFS, sync handles", program: "opfs", options: { access: "sync" }, scopes: ["worker"] },
  { key: "zenfs", label: "ZenFS, WebAccess", program: "zenfs-opfs", scopes: ["worker"] },
  { key: "opfs-tools", label: "opfs-tools", program: "opfs-tools", scopes: ["window"] },
  { key: "lightning-fs", label: "lightning-fs, IndexedDB", program: "lightning-fs", scopes: ["worker"] },
];

export const ON_NODE = [
  { key: "pack", label: "nacre, pack", program: "nacre", options: { layout: "pack" }, own: true },
  { key: "files", label: "nacre, files", program: "nacre", options: { layout: "files" }, compares: true, own: true },
  { key: "memory", label: "nacre, in memory", program: "nacre-memory", own: true, kept: false },
  { key: "plain", label: "fs, writeFile", program: "plain-files", options: { safe: false } },
  { key: "plain-safe", label: "fs, temporary + fsync + rename", program: "plain-files", options: { safe: true } },
  { key: "zenfs", label: "ZenFS, Passthrough", program: "zenfs-disk" },
];
