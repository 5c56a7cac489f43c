interface NodeProcess {
  readonly versions?: { readonly node?: string };
  getBuiltinModule?(id: string): unknown;
}

/** A module of Node's, where there is one; asked for at run time, so that whatever uses it loads and bundles everywhere. */
export function builtinModule<Module>(id: `node:${string}`): Module | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess };
  if (process?.versions?.node === undefined) return undefined;
  return process.getBuiltinModule?.(id) as Module | undefined;
}
