/** A few lines at the bottom of a terminal that are drawn anew in place; other lines are printed above them. */
import type { OutputStream } from '../host.js';

const CLEAR_TO_END = '\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';

export class LiveRegion {
  readonly #stream: OutputStream;
  #height = 0;
  #shown = '';

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  draw(lines: readonly string[]): void {
    const text = lines.join('\n');
    if (text === this.#shown) return;
    this.#stream.write(`${HIDE_CURSOR}${NO_WRAP}${this.#upToStart()}${text}\n${WRAP}`);
    this.#height = lines.length;
    this.#shown = text;
  }

  /** Prints lines that stay, above the region. */
  printAbove(text: string): void {
    const region = this.#shown === '' ? '' : `${this.#shown}\n`;
    this.#stream.write(`${this.#upToStart()}${text}\n${region}`);
  }

  clear(): void {
    if (this.#height === 0) return;
    this.#stream.write(`${this.#upToStart()}${SHOW_CURSOR}`);
    this.#height = 0;
    this.#shown = '';
  }

  #upToStart(): string {
    return this.#height === 0 ? '' : `\u001b[${this.#height}A\r${CLEAR_TO_END}`;
  }
}
