/** JSON text (RFC 8259) to plain data with the place of every key and value. */
import type { Pos } from '../span.js';
import { ComposeFailure, type Composition } from './composition.js';
import { LeafMarks, type TextMarks } from './marks.js';
import { isIndexKey, Places, setMember } from './places.js';

const DEEPEST = 100;
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
    const value = this.#scalar(char);
    return this.#marks === undefined ? value : this.#marks.leaf(value, start, this.#at);
  }

  #scalar(char: string | undefined): unknown {
    if (char === '"') return this.#string();
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.#number();
    if (this.#word('true')) return true;
    if (this.#word('false')) return false;
    if (this.#word('null')) return null;
    throw this.#unexpected('a value');
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
    if (!this.#closes('}')) {
      do {
        this.#skip();
        const keyAt = this.#at;
        if (this.#text[keyAt] !== '"') throw this.#unexpected('a key in double quotes');
        const key = this.#string();
        const wrong = this.#marks?.keyProblem(key, keyAt, this.#at);
        if (wrong !== undefined) throw new ComposeFailure({ ...wrong, length: this.#at - keyAt });
        if (Object.hasOwn(target, key))
          throw this.#duplicate(key, keyAt, this.#scratch[from + 1 + 2 * keys.indexOf(key)] as number);
        this.#skip();
        if (this.#text[this.#at] !== ':') throw this.#unexpected("':'");
        this.#at++;
        this.#skip();
        keys.push(key);
        odd ||= isIndexKey(key);
        this.#scratch.push(keyAt, this.#at);
        setMember(target, key, this.#value());
      } while (this.#continues('}'));
    }
    this.places.add(target, this.#scratch, from, odd ? keys : undefined);
    return target;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    const from = this.#scratch.push(this.#at++) - 1;
    if (!this.#closes(']')) {
      do {
        this.#skip();
        this.#scratch.push(this.#at);
        list.push(this.#value());
      } while (this.#continues(']'));
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

  /** True after a comma, false after the closing bracket. */
  #continues(close: string): boolean {
    if (this.#closes(close)) return false;
    if (this.#text[this.#at] !== ',') throw this.#unexpected(`',' or '${close}'`);
    this.#at++;
    this.#skip();
    if (this.#text[this.#at] === close) throw this.#failure('JSON allows no comma before a closing bracket');
    return true;
  }

  #string(): string {
    const start = this.#at++;
    let text = '';
    for (;;) {
      PLAIN_TEXT.lastIndex = this.#at;
      PLAIN_TEXT.test(this.#text);
      text += this.#text.slice(this.#at, PLAIN_TEXT.lastIndex);
      this.#at = PLAIN_TEXT.lastIndex;
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at++;
        return text;
      }
      if (char !== '\\') {
        if (char === undefined || char === '\n') this.#at = start;
        throw this.#failure(
          char === undefined || char === '\n'
            ? 'this text has no closing quote in its line'
            : 'control characters must be escaped',
        );
      }
      text += this.#escape();
    }
  }

  #escape(): string {
    const char = this.#text[this.#at + 1] ?? '';
    const plain = ESCAPES[char];
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (char !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#failure(`'\\${char}' is not an escape`);
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): number | bigint {
    NUMBER.lastIndex = this.#at;
    const digits = NUMBER.exec(this.#text)?.[0];
    if (digits === undefined) throw this.#unexpected('a number');
    const end = this.#at + digits.length;
    if (/[\d.a-zA-Z]/.test(this.#text[end] ?? '')) throw this.#unexpected('a number');
    this.#at = end;
    const value = Number(digits);
    return Number.isSafeInteger(value) || /[.eE]/.test(digits) ? value : BigInt(digits);
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at) || /\w/.test(this.#text[this.#at + word.length] ?? '')) return false;
    this.#at += word.length;
    return true;
  }

  #skip(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  }

  #unexpected(wanted: string): ComposeFailure {
    const char = this.#text[this.#at];
    const hints: string[] = [];
    if (char === "'") hints.push('JSON quotes with double quotes only');
    if (this.#text.startsWith('//', this.#at) || this.#text.startsWith('/*', this.#at) || char === '#') {
      hints.push('JSON has no comments');
    }
    return this.#failure(
      `expected ${wanted}, found ${char === undefined ? 'the end of the text' : `'${char}'`}`,
      hints,
    );
  }

  #duplicate(key: string, offset: number, first: number): ComposeFailure {
    return new ComposeFailure({
      summary: `the key '${key}' stands twice in one mapping`,
      offset,
      length: key.length + 2,
      related: [{ message: 'first written here', offset: first, length: key.length + 2 }],
    });
  }

  #failure(summary: string, hints: readonly string[] = []): ComposeFailure {
    return new ComposeFailure({ summary, offset: this.#at, length: 1, hints });
  }
}
