import { MisuseError, NacreError } from "../core/errors.js";

/** How much an archive may be and become. Passing one is the failure `limit_exceeded`. */
export interface ArchiveLimits {
  /** Bytes of the archive itself, where it comes as a stream. Default 1 GiB. */
  readonly maxArchiveBytes?: number | undefined;
  /** Bytes of all that it holds, unpacked. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Bytes of one file, unpacked. Default 512 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Files and directories. Default 100,000. */
  readonly maxEntries?: number | undefined;
  /** How many times its own size an archive may become, beyond the first 64 MiB. Default 200. */
  readonly maxRatio?: number | undefined;
}

export type CheckedLimits = { readonly [Name in keyof ArchiveLimits]-?: number };

const defaults: CheckedLimits = {
  maxArchiveBytes: 2 ** 30,
  maxBytes: 2 ** 30,
  maxFileBytes: 2 ** 29,
  maxEntries: 100_000,
  maxRatio: 200,
};

const bytesOfAnyRatio = 64 * 2 ** 20;

/** `limits` with the defaults for what they leave open. */
export function checkedLimits(limits: ArchiveLimits = {}): CheckedLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!(name in defaults))
      throw new MisuseError(`Unknown limit '${name}'; there are ${Object.keys(defaults).join(", ")}`);
    if (typeof value !== "number" || !(value >= 0)) {
      throw new MisuseError(`Limit '${name}' must be a number of 0 or more, not ${String(value)}`);
    }
  }
  return { ...defaults, ...Object.fromEntries(given) };
}

export function exceeded(what: string, name: keyof ArchiveLimits, limit: number): NacreError {
  return new NacreError("limit_exceeded", `${what} (${name}: ${limit})`);
}

/** Throws when an archive of `archiveBytes` may not become `bytes`. */
export function checkUnpacked(bytes: number, archiveBytes: number, { maxBytes, maxRatio }: CheckedLimits): void {
  if (bytes > maxBytes) throw exceeded("Archive unpacks to too many bytes", "maxBytes", maxBytes);
  if (bytes > Math.max(bytesOfAnyRatio, archiveBytes * maxRatio)) {
    throw exceeded(`Archive of ${archiveBytes} bytes unpacks to too many times its size`, "maxRatio", maxRatio);
  }
}
