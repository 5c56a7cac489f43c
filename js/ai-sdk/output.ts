import type { ErrorCode } from "../backend.js";
import { toBase64 } from "../base64.js";
import type { ToolResult } from "../toolset.js";

export interface AiSdkTextPart {
  readonly type: "text";
  readonly text: string;
}

export interface AiSdkBinaryPart {
  readonly type: "image" | "file";
  readonly mediaType: string;
  readonly filename: string;
  /** Base64. */
  readonly data: string;
}

/** A tool's result as JSON, ready to be stored with a conversation. */
export interface AiSdkToolOutput {
  readonly content: readonly (AiSdkTextPart | AiSdkBinaryPart)[];
  readonly isError: boolean;
  readonly code?: ErrorCode;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export function outputOf({ content, isError, code, metadata }: ToolResult): AiSdkToolOutput {
  const parts = content.map((part) => (part.type === "text" ? part : { ...part, data: toBase64(part.data) }));
  return { content: parts, isError, ...(code !== undefined && { code }), metadata };
}

type FilePart =
  | {
      readonly type: "file";
      readonly mediaType: string;
      readonly filename: string;
      readonly data: { readonly type: "data"; readonly data: string };
    }
  | { readonly type: "file-data"; readonly mediaType: string; readonly filename: string; readonly data: string }
  | { readonly type: "image-data"; readonly mediaType: string; readonly data: string };

/** What the SDK hands on to the model. */
export type ModelOutput =
  | { type: "text"; value: string }
  | { type: "error-text"; value: string }
  | { type: "content"; value: (AiSdkTextPart | FilePart)[] };

/** How each major version spells a file among the parts of a tool's result. */
function filePart({ type, mediaType, filename, data }: AiSdkBinaryPart, version: 6 | 7): FilePart {
  if (version === 7) return { type: "file", mediaType, filename, data: { type: "data", data } };
  if (type === "image") return { type: "image-data", mediaType, data };
  return { type: "file-data", mediaType, filename, data };
}

/** Pure, so that stored outputs read the same again later. A text stands beside every image. */
export function modelOutputOf({ content, isError }: AiSdkToolOutput, version: 6 | 7): ModelOutput {
  const texts = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const binary = content.filter((part) => part.type !== "text");
  if (binary.length === 0) return { type: isError ? "error-text" : "text", value: texts.join("\n") };
  const lead = texts.length > 0 ? texts : binary.map(({ filename, mediaType }) => `${filename} (${mediaType})`);
  return {
    type: "content",
    value: [
      ...lead.map((text): AiSdkTextPart => ({ type: "text", text })),
      ...binary.map((part) => filePart(part, version)),
    ],
  };
}
