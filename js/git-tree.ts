export type {
  ExportGitTreeOptions,
  ExportGitTreeResult,
  GitBlobRow,
  GitSubtreeRow,
} from "./git-tree/export-tree.js";
export { exportGitTree } from "./git-tree/export-tree.js";
export type { GitBlob, GitTreeFiles, GitTreeOptions, GitTreeRow } from "./git-tree/import-tree.js";
export { gitTree } from "./git-tree/import-tree.js";
export type { ObjectFormat } from "./git-tree/object-id.js";
export type { SkippedFile } from "./outside-name.js";
