/** Things in the making or made, by a text or by an object's identity; an object does not stay for being a key. */
export class PromiseCache<T> {
  readonly #byText = new Map<string, Promise<T>>();
  readonly #byObject = new WeakMap<object, Promise<T>>();

  /** What `create` makes, once for each key. What fails, or is no longer `usable`, is forgotten and made anew. */
  async once(key: string | object, usable: (made: T) => boolean, create: () => Promise<T>): Promise<T> {
    const entries = this.#entries(key);
    const known = entries.get(key);
    if (known !== undefined) {
      const made = await known;
      if (usable(made)) return made;
      if (entries.get(key) === known) entries.delete(key);
      return this.once(key, usable, create);
    }
    const created = create();
    entries.set(key, created);
    try {
      return await created;
    } catch (error) {
      if (entries.get(key) === created) entries.delete(key);
      throw error;
    }
  }

  #entries(key: string | object): Entries<T> {
    return (typeof key === "string" ? this.#byText : this.#byObject) as Entries<T>;
  }
}

interface Entries<T> {
  get(key: string | object): Promise<T> | undefined;
  set(key: string | object, made: Promise<T>): unknown;
  delete(key: string | object): boolean;
}
