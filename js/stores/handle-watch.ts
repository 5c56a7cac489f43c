import { ChangeBatch } from "./change-batch.js";
import type { DirectoryChange } from "./directory.js";

interface ChangeRecord {
  readonly type: "appeared" | "disappeared" | "modified" | "moved" | "unknown" | "errored";
  readonly relativePathComponents: readonly string[];
  readonly relativePathMovedFrom?: readonly string[] | null;
}

interface Observer {
  observe(handle: FileSystemHandle, options: { readonly recursive: boolean }): Promise<void>;
  disconnect(): void;
}

type ObserverClass = new (onRecords: (records: readonly ChangeRecord[]) => void) => Observer;

/** Watches all below a folder; undefined where the browser cannot. */
export function handleWatcher(
  root: FileSystemDirectoryHandle,
  isHidden: (path: string) => boolean,
): ((onChange: (change: DirectoryChange) => void) => () => void) | undefined {
  const { FileSystemObserver } = globalThis as { readonly FileSystemObserver?: ObserverClass };
  if (!FileSystemObserver) return undefined;
  return (onChange) => {
    const batch = new ChangeBatch(onChange);
    const see = (components: readonly string[]): void => {
      const path = `/${components.join("/")}`;
      if (!isHidden(path)) batch.add(path);
    };
    const observer = new FileSystemObserver((records) => {
      for (const { type, relativePathComponents, relativePathMovedFrom } of records) {
        if (type === "unknown" || type === "errored") batch.overflow();
        else see(relativePathComponents);
        if (relativePathMovedFrom) see(relativePathMovedFrom);
      }
    });
    observer.observe(root, { recursive: true }).catch(() => batch.overflow());
    return () => {
      batch.close();
      observer.disconnect();
    };
  };
}
