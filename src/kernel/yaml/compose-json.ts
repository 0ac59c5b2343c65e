/** JSON text (RFC 8259) to plain data with the place of every key and value. */
import type { Pos } from '../span.js';
import { BracketComposer } from './bracket-composer.js';
import type { ComposeFailure, Composition } from './composition.js';
import type { TextMarks } from './marks.js';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Composes one JSON text. A key that stands twice is a problem. Integers that a number cannot hold exactly are bigints. */
export function composeJson(text: string, base: Pos = 0, given?: TextMarks): Composition {
  return new JsonComposer(text, base, given).compose();
}

class JsonComposer extends BracketComposer {
  protected scalar(): unknown {
    const char = this.text[this.at];
    if (char === '"') return this.#string();
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.#number();
    if (this.#word('true')) return true;
    if (this.#word('false')) return false;
    if (this.#word('null')) return null;
    throw this.unexpected('a value');
  }

  protected key(): string {
    if (this.text[this.at] !== '"') throw this.unexpected('a key in double quotes');
    return this.#string();
  }

  protected separator(close: string): void {
    if (this.text[this.at] === close) return;
    if (this.text[this.at] !== ',') throw this.unexpected(`',' or '${close}'`);
    this.at++;
    this.skip();
    if (this.text[this.at] === close) throw this.failure('JSON allows no comma before a closing bracket');
  }

  #string(): string {
    const start = this.at++;
    let text = '';
    for (;;) {
      PLAIN_TEXT.lastIndex = this.at;
      PLAIN_TEXT.test(this.text);
      text += this.text.slice(this.at, PLAIN_TEXT.lastIndex);
      this.at = PLAIN_TEXT.lastIndex;
      const char = this.text[this.at];
      if (char === '"') {
        this.at++;
        return text;
      }
      if (char !== '\\') {
        if (char === undefined || char === '\n') this.at = start;
        throw this.failure(
          char === undefined || char === '\n'
            ? 'this text has no closing quote in its line'
            : 'control characters must be escaped',
        );
      }
      text += this.#escape();
    }
  }

  #escape(): string {
    const char = this.text[this.at + 1] ?? '';
    const plain = ESCAPES[char];
    if (plain !== undefined) {
      this.at += 2;
      return plain;
    }
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (char !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) throw this.failure(`'\\${char}' is not an escape`);
    this.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): number | bigint {
    NUMBER.lastIndex = this.at;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits === undefined) throw this.unexpected('a number');
    const end = this.at + digits.length;
    if (/[\d.a-zA-Z]/.test(this.text[end] ?? '')) throw this.unexpected('a number');
    this.at = end;
    const value = Number(digits);
    return Number.isSafeInteger(value) || /[.eE]/.test(digits) ? value : BigInt(digits);
  }

  #word(word: string): boolean {
    if (!this.text.startsWith(word, this.at) || /\w/.test(this.text[this.at + word.length] ?? '')) return false;
    this.at += word.length;
    return true;
  }

  protected skip(): void {
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  }

  protected unexpected(wanted: string): ComposeFailure {
    const char = this.text[this.at];
    const hints: string[] = [];
    if (char === "'") hints.push('JSON quotes with double quotes only');
    if (this.text.startsWith('//', this.at) || this.text.startsWith('/*', this.at) || char === '#') {
      hints.push('JSON has no comments');
    }
    return this.failure(`expected ${wanted}, found ${char === undefined ? 'the end of the text' : `'${char}'`}`, hints);
  }
}
