/** Arrows of js/: core at the bottom, then backends and tools, then one adapter a subpath. */
const ADAPTERS = "^js/(just-bash|ai-sdk|archive|browser-files|git-tree|testing)(/|-|\\.ts$)";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circle",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-orphan", severity: "error", from: { orphan: true, pathNot: ["\\.d\\.ts$", "^js/core/wasm/"] }, to: {} },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "\\.wasm$" } },
    {
      name: "core-is-below",
      severity: "error",
      from: { path: "^js/core/" },
      to: { path: "^js/", pathNot: "^js/core/" },
    },
    {
      name: "stores-are-below",
      severity: "error",
      comment: "What a workspace is kept in knows no backend",
      from: { path: "^js/stores/" },
      to: { path: "^js/", pathNot: "^js/(stores/|core/|(abort|in-parallel)\\.ts$)" },
    },
    {
      name: "adapters-are-above",
      severity: "error",
      from: { path: "^js/", pathNot: ADAPTERS },
      to: { path: ADAPTERS },
    },
    {
      name: "no-runtime-dependency",
      severity: "error",
      comment: "Only an adapter may import the framework it is for",
      from: { path: "^js/", pathNot: ADAPTERS },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
