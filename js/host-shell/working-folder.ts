import { kindOf } from "../core/kind.js";
import { type Failure, fail, failureOf } from "../failure.js";
import type { Host } from "./host.js";

async function resolved(host: Host, place: string, shown: string): Promise<string | Failure> {
  try {
    const real = await host.files.realpath(place);
    const info = await host.files.stat(real);
    return info.isDirectory() ? real : fail("not_a_directory", `cwd '${shown}' is a file, not a directory`, shown);
  } catch (error) {
    const { code, message } = failureOf(error).error;
    return fail(code, code === "not_found" ? `cwd '${shown}' not found` : `cwd '${shown}': ${message}`, shown);
  }
}

/** The directory on disk that `cwd`, a path of the workspace at `root`, denotes. It may not lead out, by links neither. */
export async function workingFolder(host: Host, root: string, cwd: unknown): Promise<string | Failure> {
  const { paths } = host;
  const base = await resolved(host, paths.resolve(root), root);
  if (cwd === undefined || typeof base !== "string") return base;
  if (typeof cwd !== "string") return fail("invalid_argument", `cwd must be a string, not ${kindOf(cwd)}`);
  if (cwd.includes("\0")) return fail("invalid_path", "cwd must not hold NUL");
  const place = await resolved(host, paths.join(base, cwd), cwd);
  if (typeof place !== "string") return place;
  const way = paths.relative(base, place);
  const leadsOut = way === ".." || way.startsWith(`..${paths.sep}`) || paths.isAbsolute(way);
  return leadsOut ? fail("permission_denied", `cwd '${cwd}' leads out of the working directory`, cwd) : place;
}
