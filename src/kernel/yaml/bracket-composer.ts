/** What JSON and its dialects have in common: mappings in braces, lists in brackets, a place for every key and value. */
import type { Pos } from '../span.js';
import { ComposeFailure, type Composition } from './composition.js';
import { LeafMarks, type TextMarks } from './marks.js';
import { isIndexKey, Places, setMember } from './places.js';

const DEEPEST = 100;

/** A dialect says how keys and scalars are written, what is skipped, and what may stand between members. */
export abstract class BracketComposer {
  protected readonly text: string;
  /** The next character to be read. */
  protected at = 0;
  readonly #places: Places;
  #marks: LeafMarks | undefined;
  /** Positions of the members of the collections that are open. */
  readonly #scratch: number[] = [];
  #depth = 0;

  constructor(text: string, base: Pos, given?: TextMarks) {
    this.text = text;
    this.#marks = LeafMarks.of(text, given);
    this.#places = new Places(base);
  }

  /** Anything but a mapping or a list; moves on behind it. */
  protected abstract scalar(): unknown;

  /** The key of a member; moves on behind it. */
  protected abstract key(): string;

  /** Behind a member: passes over what separates it from the next; the closing bracket, when it is next, is left standing. */
  protected abstract separator(close: '}' | ']'): void;

  /** Moves on to the next character that means something. */
  protected abstract skip(): void;

  protected abstract unexpected(wanted: string): ComposeFailure;

  compose(): Composition {
    const marks = this.#marks;
    try {
      return { ok: true, data: this.#document(), places: this.#places };
    } catch (thrown) {
      if (!(thrown instanceof ComposeFailure)) throw thrown;
      return { ok: false, problem: marks?.masked(thrown.problem, this.text) ?? thrown.problem };
    }
  }

  protected failure(summary: string, hints: readonly string[] = [], length = 1): ComposeFailure {
    return new ComposeFailure({ summary, offset: this.at, length, hints });
  }

  #document(): unknown {
    const value = this.#value();
    this.skip();
    if (this.at < this.text.length) throw this.unexpected('the end');
    return value;
  }

  #value(): unknown {
    this.skip();
    const char = this.text[this.at];
    if (char === '{') return this.#nested(() => this.#mapping());
    if (char === '[') return this.#nested(() => this.#list());
    const start = this.at;
    const value = this.scalar();
    return this.#marks === undefined ? value : this.#marks.leaf(value, start, this.at);
  }

  #nested(compose: () => object): unknown {
    if (++this.#depth > DEEPEST) throw this.failure(`values are nested more than ${DEEPEST} deep`);
    const marks = this.#marks;
    const value =
      marks?.collection(this.at, (inside) => {
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
    const from = this.#scratch.push(this.at++) - 1;
    let odd = false;
    while (!this.#closes('}')) {
      const keyAt = this.at;
      const key = this.key();
      const length = this.at - keyAt;
      const wrong = this.#marks?.keyProblem(key, keyAt, this.at);
      if (wrong !== undefined) throw new ComposeFailure({ ...wrong, length });
      if (Object.hasOwn(target, key))
        throw duplicate(key, keyAt, length, this.#scratch[from + 1 + 2 * keys.indexOf(key)] as number);
      this.skip();
      if (this.text[this.at] !== ':') throw this.unexpected("':'");
      this.at++;
      this.skip();
      keys.push(key);
      odd ||= isIndexKey(key);
      this.#scratch.push(keyAt, this.at);
      setMember(target, key, this.#value());
      this.skip();
      this.separator('}');
    }
    this.#places.add(target, this.#scratch, from, odd ? keys : undefined);
    return target;
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    const from = this.#scratch.push(this.at++) - 1;
    while (!this.#closes(']')) {
      this.#scratch.push(this.at);
      list.push(this.#value());
      this.skip();
      this.separator(']');
    }
    this.#places.add(list, this.#scratch, from);
    return list;
  }

  #closes(close: string): boolean {
    this.skip();
    if (this.text[this.at] !== close) return false;
    this.at++;
    return true;
  }
}

function duplicate(key: string, offset: number, length: number, first: number): ComposeFailure {
  return new ComposeFailure({
    summary: `the key '${key}' stands twice in one mapping`,
    offset,
    length,
    related: [{ message: 'first written here', offset: first, length }],
    hints: ['give one of them another name, or write what both say under one'],
  });
}
