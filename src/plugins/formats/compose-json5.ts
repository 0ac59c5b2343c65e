/** JSON5 text to plain data with the place of every key and value. The structure is read here, each scalar by the json5 package. */
import JSON5 from 'json5';
import {
  BracketComposer,
  type ComposeFailure,
  type Composition,
  type Pos,
  type TextMarks,
} from '../../kernel/index.js';

/** White space, line breaks and comments, as many as there are. An open comment is left standing. */
const SKIPPED = /(?:[\t\v\f \u00a0\ufeff\n\r\u2028\u2029\p{Zs}]|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/uy;
const IDENTIFIER = /(?:[$_\p{ID_Start}]|\\u[0-9a-fA-F]{4})(?:[$\u200c\u200d\p{ID_Continue}]|\\u[0-9a-fA-F]{4})*/uy;
/** A quoted text in one line; what its escapes mean is the package's affair. */
const QUOTED = /"[^"\\\n\r]*(?:\\(?:\r\n|[^])[^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\(?:\r\n|[^])[^'\\\n\r]*)*'/y;
/** Numbers and words: up to what can only stand behind one. */
const BARE = /[^\s,:[\]{}"'/]+/y;
const WHOLE_NUMBER = /^[-+]?(?:\d+|0[xX][\da-fA-F]+)$/;

/** Composes one JSON5 text. A key that stands twice is a problem. Integers that a number cannot hold exactly are bigints. */
export function composeJson5(text: string, base: Pos = 0, given?: TextMarks): Composition {
  return new Json5Composer(text, base, given).compose();
}

class Json5Composer extends BracketComposer {
  protected scalar(): unknown {
    const char = this.text[this.at];
    return char === '"' || char === "'" ? this.#quoted() : this.#bare();
  }

  protected separator(close: string): void {
    if (this.text[this.at] === ',') this.at++;
    else if (this.text[this.at] !== close) throw this.unexpected(`',' or '${close}'`);
  }

  protected key(): string {
    const char = this.text[this.at];
    if (char === '"' || char === "'") return this.#quoted();
    const word = this.#match(IDENTIFIER);
    if (word === undefined) throw this.unexpected('a key');
    return word.includes('\\') ? (this.#parsed(`"${word}"`, word.length) as string) : word;
  }

  #quoted(): string {
    const start = this.at;
    const quoted = this.#match(QUOTED);
    if (quoted === undefined) throw this.failure('this text has no closing quote in its line');
    return this.#parsed(quoted, this.at - start) as string;
  }

  #bare(): unknown {
    const start = this.at;
    const word = this.#match(BARE);
    if (word === undefined) throw this.unexpected('a value');
    if (/^[a-zA-Z_$]/.test(word) && !/^(?:true|false|null|Infinity|NaN)$/.test(word)) {
      this.at = start;
      throw this.failure(`'${word}' is no value`, [`put a text in quotes: '${word}'`], word.length);
    }
    const value = this.#parsed(word, word.length);
    return WHOLE_NUMBER.test(word) && !Number.isSafeInteger(value) ? exact(word) : value;
  }

  /** The meaning of one scalar, which stands before here and is `length` long. */
  #parsed(scalar: string, length: number): unknown {
    try {
      return JSON5.parse<unknown>(scalar);
    } catch (thrown) {
      const column = (thrown as { readonly columnNumber?: number }).columnNumber ?? 1;
      this.at += Math.min(Math.max(0, column - 1), length) - length;
      throw this.unexpected('a value');
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  protected skip(): void {
    this.#match(SKIPPED);
    if (this.text.startsWith('/*', this.at)) throw this.failure('this comment is not closed', ['close it with */'], 2);
  }

  protected unexpected(wanted: string): ComposeFailure {
    const char = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    const end = this.at >= this.text.length;
    return this.failure(
      `expected ${wanted}, found ${end ? 'the end of the text' : `'${char}'`}`,
      char === '#' ? ['a comment begins with //'] : [],
    );
  }
}

function exact(word: string): bigint {
  const value = BigInt(word.replace(/^[-+]/, ''));
  return word.startsWith('-') ? -value : value;
}
