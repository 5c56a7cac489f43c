export {
  type Directory,
  type DirectoryChange,
  DirectoryError,
  type DirectoryErrorCode,
  type DirectoryRow,
  type FileTag,
  type ListOptions,
} from "./stores/directory.js";
export { HandleDirectory, type HandleDirectoryOptions } from "./stores/handle-directory.js";
export { IndexedDbVolume } from "./stores/indexeddb-volume.js";
export { MemoryDirectory } from "./stores/memory-directory.js";
export { MemoryLock } from "./stores/memory-lock.js";
export { MemoryVolume, type MemoryVolumeOptions } from "./stores/memory-volume.js";
export { OpfsVolume, type OpfsVolumeOptions } from "./stores/opfs-volume.js";
export { type BlobInfo, type Volume, VolumeError, type VolumeErrorCode } from "./stores/volume.js";
export { WebLock } from "./stores/web-lock.js";
export type { Lease, WriterLock } from "./stores/writer-lock.js";
