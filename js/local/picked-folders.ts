const DATABASE = "nacre:picked folders";
const STORE = "folders";

/**
 * A number for a folder that the user has picked: the same whenever the same folder is picked on this origin, and no other
 * folder's. Two folders may well have one name.
 */
export async function numberOfPicked(handle: FileSystemDirectoryHandle): Promise<number> {
  const database = await opened();
  try {
    // Comparing takes longer than a transaction lasts.
    const known = await answered(database.transaction(STORE).objectStore(STORE).getAll());
    const numbers = await answered(database.transaction(STORE).objectStore(STORE).getAllKeys());
    for (const [index, folder] of (known as FileSystemDirectoryHandle[]).entries()) {
      if (await folder.isSameEntry(handle)) return Number(numbers[index]);
    }
    const writing = database.transaction(STORE, "readwrite", { durability: "strict" });
    const number = await answered(writing.objectStore(STORE).add(handle));
    await new Promise<void>((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error);
    });
    return Number(number);
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
  return answered(request);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
