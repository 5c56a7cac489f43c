export * from "../paths.js";
