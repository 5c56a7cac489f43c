/** Reads bytes as UTF-8, piece by piece; characters stay whole across pieces. */
export class Utf8Reader {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** The characters that are complete. */
  read(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** What is left of a character that never came to its end. */
  end(): string {
    return this.#decoder.decode();
  }
}

/** The beginning of a text that comes in pieces. */
export class HeadText {
  readonly #most: number;
  #text = "";

  constructor(most: number) {
    this.#most = most;
  }

  /** One character more than the most when there was more, so that whoever cuts it can tell. */
  get text(): string {
    return this.#text;
  }

  add(piece: string): void {
    const room = this.#most + 1 - this.#text.length;
    if (room > 0) this.#text += piece.slice(0, room);
  }
}

/** The end of a text that comes in pieces, since it was last taken. */
export class TailText {
  readonly #most: number;
  #text = "";
  #dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(piece: string): void {
    this.#text += piece;
    // Twice the room, so that small pieces do not move the text each time.
    if (this.#text.length > 2 * this.#most) this.#shorten();
  }

  take(): string {
    this.#shorten();
    const text = this.#dropped > 0 ? `[${this.#dropped} earlier characters were dropped]\n${this.#text}` : this.#text;
    this.#text = "";
    this.#dropped = 0;
    return text;
  }

  #shorten(): void {
    const surplus = this.#text.length - this.#most;
    if (surplus <= 0) return;
    const start = /[\uDC00-\uDFFF]/.test(this.#text[surplus] ?? "") ? surplus + 1 : surplus;
    this.#text = this.#text.slice(start);
    this.#dropped += start;
  }
}
