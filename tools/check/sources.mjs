import { readdirSync } from "node:fs";
import { root } from "../paths.mjs";

/** The C++ files under the given folders of the checkout, as paths from its root. */
export function cppFiles(folders, extensions = [".h", ".cc"]) {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true })
      .filter((path) => extensions.some((extension) => path.endsWith(extension)))
      .map((path) => `${folder}/${path}`)
      .sort(),
  );
}
