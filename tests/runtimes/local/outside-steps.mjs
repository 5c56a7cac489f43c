/** What code that knows nothing of us does to real files in the origin private file system. */
export function outsideSteps(open) {
  const folderOf = async (root) => (await navigator.storage.getDirectory()).getDirectoryHandle(root);

  return {
    async outsideWrite(root, name, text) {
      const file = await (await folderOf(root)).getFileHandle(name, { create: true });
      const writable = await file.createWritable();
      await writable.write(text);
      await writable.close();
      return "written";
    },

    /** Puts a directory with a file in it in the place of a file. */
    async outsideReplace(root, name, inner) {
      const folder = await folderOf(root);
      await folder.removeEntry(name);
      const directory = await folder.getDirectoryHandle(name, { create: true });
      await directory.getFileHandle(inner, { create: true });
      return "replaced";
    },

    /** Makes and removes empty files: twice as many changes as `count`. */
    async outsideBurst(root, count) {
      const folder = await (await folderOf(root)).getDirectoryHandle("burst", { create: true });
      const slices = Array.from({ length: 50 }, (_, at) => at);
      const each = (work) =>
        Promise.all(
          slices.map(async (at) => {
            for (let i = at; i < count; i += slices.length) await work(`f${i}`);
          }),
        );
      await each((name) => folder.getFileHandle(name, { create: true }));
      await each((name) => (name.endsWith("7") ? undefined : folder.removeEntry(name)));
      return "done";
    },

    /** What calls on a workspace answer while this page may not touch its files; it has no worker. */
    async withoutPermission(root, calls) {
      const refuse = () => Promise.reject(new DOMException("The request is not allowed", "NotAllowedError"));
      const methods = [
        [FileSystemFileHandle.prototype, ["getFile", "createWritable", "createSyncAccessHandle"]],
        [FileSystemDirectoryHandle.prototype, ["getFileHandle", "getDirectoryHandle", "removeEntry"]],
      ].flatMap(([prototype, names]) =>
        names.filter((name) => name in prototype).map((name) => [prototype, name, prototype[name]]),
      );
      for (const [prototype, name] of methods) prototype[name] = refuse;
      try {
        const answers = [];
        for (const [method, ...args] of calls) {
          const { error } = await open.get(root)[method](...args);
          answers.push(error?.code);
        }
        return answers;
      } finally {
        for (const [prototype, name, method] of methods) prototype[name] = method;
      }
    },
  };
}
