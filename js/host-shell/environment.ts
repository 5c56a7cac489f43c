import type { Host } from "./host.js";

type Variables = Readonly<Record<string, string>>;

/** What programs need to work at all, and nothing that is likely to be a secret. */
const harmless: readonly string[] = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "TERM",
  "TMPDIR",
  "TZ",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_COLLATE",
  "LC_CTYPE",
  "LC_MESSAGES",
  "LC_MONETARY",
  "LC_NUMERIC",
  "LC_TIME",
];

const harmlessOnWindows: readonly string[] = [
  "Path",
  "PATHEXT",
  "ComSpec",
  "SystemRoot",
  "SystemDrive",
  "windir",
  "OS",
  "TEMP",
  "TMP",
  "USERNAME",
  "USERPROFILE",
  "HOMEDRIVE",
  "HOMEPATH",
  "APPDATA",
  "LOCALAPPDATA",
  "ProgramData",
  "ProgramFiles",
  "ProgramFiles(x86)",
  "NUMBER_OF_PROCESSORS",
  "PROCESSOR_ARCHITECTURE",
];

/** The value, where there is one and the runtime lets us see it: Deno asks for a permission for each. */
function visible(host: Host, name: string): string | undefined {
  try {
    return host.process.env[name];
  } catch {
    return undefined;
  }
}

/** The variables that a command starts with. */
export function environmentOf(
  host: Host,
  inheritAll: boolean,
  ...added: readonly (Variables | undefined)[]
): Variables {
  const names = inheritAll ? Object.keys(host.process.env) : host.windows ? harmlessOnWindows : harmless;
  const inherited = names.flatMap((name) => {
    const value = visible(host, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries([...inherited, ...added.flatMap((variables) => Object.entries(variables ?? {}))]);
}
