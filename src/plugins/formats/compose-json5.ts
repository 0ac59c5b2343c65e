/** JSON5 text to plain data with the place of every key and value. The structure is read here, each scalar by the json5 package. */
import JSON5 from 'json5';
import {
  ComposeFailure,
  type Composition,
  isIndexKey,
  LeafMarks,
  Places,
  type Pos,
  setMember,
  type TextMarks,
} from '../../kernel/index.js';

const DEEPEST = 100;
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
  const marks = LeafMarks.of(text, given);
  try {
    const composer = new Composer(text, base, marks);
    return { ok: true, data: composer.document(), places: composer.places };
  } catch (thrown) {
    if (thrown instanceof ComposeFailure)
      return { ok: false, problem: marks?.masked(thrown.problem, text) ?? thrown.problem };
    throw thrown;
  }
}

class Composer {
  readonly places: Places;
  readonly #text: string;
  #marks: LeafMarks | undefined;
  readonly #scratch: number[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, base: Pos, marks: LeafMarks | undefined) {
    this.#text = text;
    this.#marks = marks;
    this.places = new Places(base);
  }

  document(): unknown {
    const value = this.#value();
    this.#skip();
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
    return value;
  }

  #value(): unknown {
    this.#skip();
    const char = this.#text[this.#at];
    if (char === '{') return this.#nested(() => this.#mapping());
    if (char === '[') return this.#nested(() => this.#list());
    const start = this.#at;
    const value = char === '"' || char === "'" ? this.#quoted() : this.#bare();
    return this.#marks === undefined ? value : this.#marks.leaf(value, start, this.#at);
  }

  #nested(compose: () => object): unknown {
    if (++this.#depth > DEEPEST) throw this.#failure(`values are nested more than ${DEEPEST} deep`);
    const marks = this.#marks;
    const value =
      marks?.collection(this.#at, (inside) => {
        this.#marks = inside;
        return compose();
      }) ?? compose();
    this.#marks = marks;
    this.#depth--;
    return value;
  }

  #mapping(): Record<string, unknown> {
    const target: Record<string, unknown> = {};
    const keys: string[] = [];
    const from = this.#scratch.push(this.#at++) - 1;
    let odd = false;
    while (!this.#closes('}')) {
      const keyAt = this.#at;
      const key = this.#key();
      const length = this.#at - keyAt;
      const wrong = this.#marks?.keyProblem(key, keyAt, this.#at);
      if (wrong !== undefined) throw new ComposeFailure({ ...wrong, length });
      if (Object.hasOwn(target, key))
        throw this.#duplicate(key, keyAt, length, this.#scratch[from + 1 + 2 * keys.indexOf(key)] as number);
      this.#skip();
      if (this.#text[this.#at] !== ':') throw this.#unexpected("':'");
      this.#at++;
      this.#skip();
      keys.push(key);
      odd ||= isIndexKey(key);
      this.#scratch.push(keyAt, this.#at);
      setMember(target, key, this.#value());
      this.#comma('}');
    }
    this.places.add(target, this.#scratch, from, odd ? keys : undefined);
    return target;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    const from = this.#scratch.push(this.#at++) - 1;
    while (!this.#closes(']')) {
      this.#scratch.push(this.#at);
      list.push(this.#value());
      this.#comma(']');
    }
    this.places.add(list, this.#scratch, from);
    return list;
  }

  #closes(close: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  /** Behind a member: a comma, or the closing bracket is next. */
  #comma(close: string): void {
    this.#skip();
    if (this.#text[this.#at] === ',') this.#at++;
    else if (this.#text[this.#at] !== close) throw this.#unexpected(`',' or '${close}'`);
  }

  #key(): string {
    const char = this.#text[this.#at];
    if (char === '"' || char === "'") return this.#quoted();
    const word = this.#match(IDENTIFIER);
    if (word === undefined) throw this.#unexpected('a key');
    return word.includes('\\') ? (this.#parsed(`"${word}"`, word.length) as string) : word;
  }

  #quoted(): string {
    const start = this.#at;
    const quoted = this.#match(QUOTED);
    if (quoted === undefined) throw this.#failure('this text has no closing quote in its line');
    return this.#parsed(quoted, this.#at - start) as string;
  }

  #bare(): unknown {
    const start = this.#at;
    const word = this.#match(BARE);
    if (word === undefined) throw this.#unexpected('a value');
    if (/^[a-zA-Z_$]/.test(word) && !/^(?:true|false|null|Infinity|NaN)$/.test(word)) {
      this.#at = start;
      throw this.#failure(`'${word}' is no value`, [`put a text in quotes: '${word}'`], word.length);
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
      this.#at += Math.min(Math.max(0, column - 1), length) - length;
      throw this.#unexpected('a value');
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(): void {
    this.#match(SKIPPED);
    if (this.#text.startsWith('/*', this.#at))
      throw this.#failure('this comment is not closed', ['close it with */'], 2);
  }

  #unexpected(wanted: string): ComposeFailure {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    const end = this.#at >= this.#text.length;
    return this.#failure(
      `expected ${wanted}, found ${end ? 'the end of the text' : `'${char}'`}`,
      char === '#' ? ['a comment begins with //'] : [],
    );
  }

  #duplicate(key: string, offset: number, length: number, first: number): ComposeFailure {
    return new ComposeFailure({
      summary: `the key '${key}' stands twice in one mapping`,
      offset,
      length,
      related: [{ message: 'first written here', offset: first, length }],
      hints: ['give one of them another name, or write what both say under one'],
    });
  }

  #failure(summary: string, hints: readonly string[] = [], length = 1): ComposeFailure {
    return new ComposeFailure({ summary, offset: this.#at, length, hints });
  }
}

function exact(word: string): bigint {
  const value = BigInt(word.replace(/^[-+]/, ''));
  return word.startsWith('-') ? -value : value;
}
