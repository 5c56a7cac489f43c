/** `tar.gz` stands for gzip with a tar archive in it. */
export type ArchiveFormat = "zip" | "tar" | "tar.gz";

/** As many first bytes as `formatOf` looks at. */
export const headBytes = 512;

/** The format that the first bytes of an archive tell. */
export function formatOf(head: Uint8Array): ArchiveFormat | undefined {
  const text = String.fromCharCode(...head.subarray(0, headBytes));
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/.test(text)) return "zip";
  if (text.startsWith("\x1f\x8b")) return "tar.gz";
  const isEndMark = head.length >= headBytes && head.every((byte) => byte === 0);
  return text.slice(257, 262) === "ustar" || isEndMark ? "tar" : undefined;
}

/** The first bytes of something unknown, for a message. */
export function firstBytes(head: Uint8Array): string {
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return hex.length === 0 ? "is empty" : `begins with ${hex.join(" ")}`;
}
