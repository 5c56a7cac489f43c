/** Contents that tell by themselves whether they are whole: every byte of them follows from their label. */
import { hashOf, random } from "./random.mjs";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const emptyLabel = "empty";

/** The label of a content. A name that was never used before makes it unlike every other. */
export const labelOf = (name, size, edits = 0) => `${name} ${size} ${edits}`;

/** The label after one more edit, and the replacements that make the one content from the other. */
export function editOf(label) {
  const [name, size, edits] = label.split(" ");
  const next = labelOf(name, size, Number(edits) + 1);
  const replacements = [
    { oldString: `<${label}>`, newString: `<${next}>` },
    { oldString: `</${label}>`, newString: `</${next}>` },
  ];
  return { next, replacements };
}

export function contentOf(label) {
  if (label === emptyLabel) return new Uint8Array(0);
  const [name, size] = label.split(" ");
  const head = encoder.encode(`<${label}>\n`);
  const tail = encoder.encode(`\n</${label}>\n`);
  const bytes = new Uint8Array(head.length + Number(size) + tail.length);
  bytes.set(head);
  bytes.set(letters(hashOf(name), Number(size)), head.length);
  bytes.set(tail, head.length + Number(size));
  return bytes;
}

/** The label of a content that is whole; nothing for one that is not. */
export function labelIn(bytes) {
  if (bytes.length === 0) return emptyLabel;
  const [, label] = /^<([^ <>]+ \d+ \d+)>\n/.exec(decoder.decode(bytes.subarray(0, 200))) ?? [];
  if (label === undefined) return undefined;
  const whole = contentOf(label);
  return whole.length === bytes.length && whole.every((byte, i) => byte === bytes[i]) ? label : undefined;
}

function letters(seed, size) {
  const words = new Uint32Array(Math.ceil(size / 4));
  const next = random(seed);
  for (let i = 0; i < words.length; i++) words[i] = (next.word() & 0x0f0f0f0f) | 0x40404040;
  return new Uint8Array(words.buffer, 0, size);
}
