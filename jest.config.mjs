/** @type {import("jest").Config} */
export default {
  roots: ["<rootDir>/tests/js"],
  testMatch: ["**/*.test.ts"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  resolver: "<rootDir>/tools/jest-resolver.cjs",
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript", explicitResourceManagement: true } },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
};
