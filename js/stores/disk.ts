export { DiskDirectory, type DiskDirectoryOptions } from "./disk-directory.js";
export { DiskVolume } from "./disk-volume.js";
export { ProcessLock, type ProcessLockOptions } from "./process-lock.js";
