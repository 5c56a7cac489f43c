import { fileURLToPath } from "node:url";

/** The checkout's folder, without a trailing slash. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** Private toolchains, and the stamps of finished set-up steps. */
export const toolchain = `${root}/.toolchain`;

/** The folder of a CMake preset. */
export const buildFolder = (preset) => `${root}/build/${preset}`;
