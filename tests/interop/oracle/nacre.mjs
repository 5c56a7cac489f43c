import {
  DEFAULT_RULESET,
  hashline,
  PERMISSIVE_RULESET,
  PermissionChecker,
  READONLY_RULESET,
  STRICT_RULESET,
  StateBackend,
} from "nacre";

const RULESETS = {
  DEFAULT: DEFAULT_RULESET,
  PERMISSIVE: PERMISSIVE_RULESET,
  READONLY: READONLY_RULESET,
  STRICT: STRICT_RULESET,
};
const bytesOf = (stored) =>
  typeof stored === "string" ? stored : new Uint8Array(Buffer.from(stored.base64, "base64"));
const failed = (result) => ({ code: result.error.code, error: result.error.message });

/** nacre's answers, brought to the shape in which the reference gives its own. */
export class Nacre {
  #checkers = new Map();

  #hashline;

  static async load() {
    const nacre = new Nacre();
    nacre.#hashline = await hashline();
    for (const [name, ruleset] of Object.entries(RULESETS))
      nacre.#checkers.set(name, await PermissionChecker.create(ruleset));
    return nacre;
  }

  dispose() {
    for (const checker of this.#checkers.values()) checker.dispose();
  }

  async state(files, ops) {
    const backend = await StateBackend.create();
    try {
      // One by one and in order, as the reference gets them: a file may already stand where a folder is needed.
      for (const [path, stored] of Object.entries(files)) await backend.write(path, bytesOf(stored));
      const answers = [];
      for (const op of ops) answers.push(await this.#perform(backend, op));
      return answers;
    } finally {
      backend.dispose();
    }
  }

  async #perform(backend, op) {
    switch (op.op) {
      case "exists":
        return backend.exists(op.path);
      case "read": {
        const result = await backend.read(op.path, { offset: op.offset, limit: op.limit });
        return result.error ? failed(result) : { text: result.text };
      }
      case "readBytes": {
        const result = await backend.readBytes(op.path);
        return result.error ? null : Buffer.from(result.bytes).toString("base64");
      }
      case "ls": {
        const result = await backend.ls(op.path);
        return result.error ? failed(result) : result.entries.map(({ path, isDir, size }) => ({ path, isDir, size }));
      }
      case "write": {
        const result = await backend.write(op.path, bytesOf(op.content));
        return result.error ? failed(result) : { path: result.path };
      }
      case "edit": {
        const result = await backend.edit(op.path, op.old, op.new, { replaceAll: op.replaceAll });
        return result.error ? failed(result) : { path: result.path, occurrences: result.occurrences };
      }
      case "glob": {
        const result = await backend.glob(op.pattern, { path: op.path });
        return result.error ? failed(result) : result.matches.map((match) => match.path);
      }
      default: {
        const result = await backend.grep(op.pattern, {
          path: op.path ?? "/",
          glob: op.glob ?? undefined,
          ignoreHidden: op.ignoreHidden,
        });
        return result.error ? failed(result) : result.matches.map(({ path, line, text }) => [path, line, text]);
      }
    }
  }

  async hashlineFormat({ content, offset, limit }) {
    const result = this.#hashline.format(content, { offset, limit });
    if (result.error) return failed(result);
    // The version tag that nacre adds (D21) is checked and taken off.
    const tag = /\n\n\[version [0-9a-f]{12}\]$/;
    return tag.test(result.text) ? { text: result.text.replace(tag, "") } : { text: `no version tag: ${result.text}` };
  }

  async hashlineEdit(content, edit) {
    const result = this.#hashline.apply(content, [
      {
        startLine: edit.start_line,
        startHash: edit.start_hash,
        newContent: edit.new_content,
        endLine: edit.end_line,
        endHash: edit.end_hash,
        insertAfter: edit.insert_after,
      },
    ]);
    return result.error ? failed(result) : { content: result.content, summary: result.summary };
  }

  async permission({ preset, operation, target }) {
    return this.#checkers.get(preset).decide(operation, target).action;
  }
}
