/** Text on its way into the core, which holds UTF-8 and so has no place for lone surrogates. */

const loneSurrogate = /\p{Surrogate}/u;

/** Engines before 2023 lack `isWellFormed`. */
type MaybeChecked = string & { isWellFormed?: () => boolean };

/** Index of the first lone surrogate of `text`, or -1 when it is well-formed. */
export function indexOfLoneSurrogate(text: string): number {
  return (text as MaybeChecked).isWellFormed?.() ? -1 : text.search(loneSurrogate);
}

/** What a caller is told about a text with a lone surrogate at `index`. `what` names the text: "Content". */
export function loneSurrogateMessage(what: string, text: string, index: number): string {
  const unit = text.charCodeAt(index).toString(16).toUpperCase();
  return `${what} holds a lone surrogate, U+${unit}, at index ${index}; text must be well-formed Unicode`;
}

/** Bytes of well-formed `text` in UTF-8, from index `from` on, where a character starts. */
export function utf8Length(text: string, from = 0): number {
  let bytes = text.length - from;
  for (let index = from; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    const isHalfOfPair = unit >= 0xd800 && unit < 0xe000;
    bytes += unit < 0x800 || isHalfOfPair ? 1 : 2;
  }
  return bytes;
}
