import { isNamed } from "../stores/opfs-calls.js";
import { settleNames } from "../stores/settle-names.js";

/** The folder in the origin private file system at `path`, made when it is missing. */
export async function opfsFolder(path: readonly string[]): Promise<FileSystemDirectoryHandle> {
  let folder = await navigator.storage.getDirectory();
  for (const name of path) folder = (await found(folder, name)) ?? (await made(folder, name));
  return folder;
}

async function found(parent: FileSystemDirectoryHandle, name: string): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await parent.getDirectoryHandle(name);
  } catch (error) {
    if (isNamed(error, "NotFoundError")) return undefined;
    throw error;
  }
}

async function made(parent: FileSystemDirectoryHandle, name: string): Promise<FileSystemDirectoryHandle> {
  await settleNames();
  return parent.getDirectoryHandle(name, { create: true });
}

/** Whether this engine writes files in place in some thread; where it does, every thread can share them. */
export async function hasSyncHandles(folder: FileSystemDirectoryHandle): Promise<boolean> {
  if (!("DedicatedWorkerGlobalScope" in globalThis)) return true;
  const name = `probe-${crypto.randomUUID()}`;
  try {
    const file = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
      createSyncAccessHandle?: () => Promise<{ close(): void }>;
    };
    const handle = await file.createSyncAccessHandle?.();
    handle?.close();
    return handle !== undefined;
  } catch {
    return false;
  } finally {
    await folder.removeEntry(name).catch(() => undefined);
  }
}
