/**
 * TOML text to plain data with the place of every key and value. What the text means is decided by the smol-toml package; where its parts
 * stand is found here, by walking over a text that is known to be right.
 */
import { parse, TomlError } from 'smol-toml';
import {
  ComposeFailure,
  type Composition,
  isIndexKey,
  LeafMarks,
  Places,
  type Pos,
  setMember,
  type TextMarks,
  type TextProblem,
} from '../../kernel/index.js';

const DEEPEST = 100;
const SPACE = /[ \t]*/y;
/** White space, line breaks and comments. */
const SKIPPED = /(?:[ \t\r\n]|#[^\n]*)*/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const TEXT =
  /"""[^"\\]*(?:(?:\\[^]|"{1,2}(?!"))[^"\\]*)*"{3,5}|'''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'/y;
/** A number, word, date or time; a date may hold one blank. */
const BARE = /\d{4}-\d\d-\d\d[ Tt]\d\d[^\s,\]}#]*|[^\s,\]}#]+/y;
const DATE_OR_TIME = /^\d{4}-\d\d-\d\d|^\d\d:\d\d/;

/** Composes one TOML text. Dates and times are text as written. Integers that a number cannot hold exactly are bigints. */
export function composeToml(text: string, base: Pos = 0, given?: TextMarks): Composition {
  const marks = LeafMarks.of(text, given);
  const failed = (problem: TextProblem): Composition => ({
    ok: false,
    problem: marks?.masked(problem, text) ?? problem,
  });
  try {
    const parsed = parse(text, { integersAsBigInt: 'asNeeded', maxDepth: DEEPEST, useLegacyDate: true });
    const walker = new Walker(text, base, marks);
    return { ok: true, data: walker.document(parsed), places: walker.places };
  } catch (thrown) {
    if (thrown instanceof ComposeFailure) return failed(thrown.problem);
    if (thrown instanceof TomlError) return failed(tomlProblem(thrown, text));
    throw thrown;
  }
}

function tomlProblem(error: TomlError, text: string): TextProblem {
  const lines = text.split('\n');
  const before = lines.slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const offset = Math.min(before + Math.max(0, error.column - 1), text.length);
  const [summary = ''] = error.message.replace(/^Invalid TOML document:\s*/, '').split('\n');
  const here = lines[error.line - 1] ?? '';
  const hints: string[] = [];
  if (/^\s*[\w."'-]+\s*:(?:\s|$)/.test(here)) hints.push('TOML writes key = value');
  else if (/=\s*[A-Za-z_]/.test(here) && !/=\s*(?:true|false|inf|nan)\b/.test(here))
    hints.push('text stands in quotes: key = "value"');
  return { summary: summary.replace(/\.$/, ''), offset, length: 1, hints };
}

type Table = Record<string, unknown>;

/** What is known of a table or list that is being put together; a table may be added to until the end of the text. */
interface Open {
  readonly start: number;
  readonly keys: string[];
  /** For each key the places of key and value, for each element its place. */
  readonly places: number[];
}

class Walker {
  readonly places: Places;
  readonly #text: string;
  #marks: LeafMarks | undefined;
  readonly #open = new Map<object, Open>();
  #at = 0;

  constructor(text: string, base: Pos, marks: LeafMarks | undefined) {
    this.#text = text;
    this.#marks = marks;
    this.places = new Places(base);
  }

  document(parsed: Table): Table {
    const root = this.#container<Table>({}, 0);
    let table = root;
    let source: Table = parsed;
    for (;;) {
      this.#match(SKIPPED);
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === '[') [table, source] = this.#header(root, parsed);
      else this.#pair(table, source);
    }
    for (const [container, { start, keys, places }] of this.#open) {
      this.places.add(container, [start, ...places], 0, keys.some(isIndexKey) ? keys : undefined);
    }
    return root;
  }

  /** `[a.b]` or `[[a.b]]`: the table that what follows belongs to, beside the same one as it was parsed. */
  #header(root: Table, parsed: Table): [Table, Table] {
    const start = this.#at;
    const isElement = this.#text[start + 1] === '[';
    this.#at += isElement ? 2 : 1;
    const path = this.#path();
    this.#at = this.#text.indexOf(']', this.#at) + (isElement ? 2 : 1);
    if (!isElement) return this.#descend(root, parsed, path);
    const last = path.pop() as Key;
    const [parent, source] = this.#descend(root, parsed, path);
    const list = this.#member(parent, last, () => this.#container<Table[]>([], start)) as Table[];
    const table = this.#container<Table>({}, start);
    this.#element(list, table, start);
    return [table, (source[last.text] as Table[])[list.length - 1] as Table];
  }

  /** Follows a path through tables, making those that are not there yet; through a list of tables to its last. */
  #descend(from: Table, parsedFrom: Table, path: readonly Key[]): [Table, Table] {
    let table = from;
    let parsed = parsedFrom;
    for (const key of path) {
      const inner = this.#member(table, key, () => this.#container<Table>({}, key.at)) as Table | Table[];
      const parsedInner = parsed[key.text] as Table | Table[];
      const last = Array.isArray(inner) ? inner.length - 1 : 0;
      table = Array.isArray(inner) ? (inner[last] as Table) : inner;
      parsed = Array.isArray(parsedInner) ? (parsedInner[last] as Table) : parsedInner;
    }
    return [table, parsed];
  }

  #pair(table: Table, source: Table): void {
    const path = this.#path();
    const last = path.pop() as Key;
    const [target, from] = this.#descend(table, source, path);
    this.#match(SPACE);
    this.#at++;
    this.#match(SPACE);
    const valueAt = this.#at;
    const value = this.#value(from[last.text]);
    this.#member(target, last, () => value, valueAt);
  }

  #value(parsed: unknown): unknown {
    const start = this.#at;
    const char = this.#text[start];
    if (char === '[') return this.#nested(() => this.#list(parsed as unknown[]));
    if (char === '{') return this.#nested(() => this.#inlineTable(parsed as Table));
    const isText = char === '"' || char === "'";
    const word = this.#match(isText ? TEXT : BARE).trimEnd();
    const value = !isText && DATE_OR_TIME.test(word) ? word : parsed;
    return this.#marks === undefined ? value : this.#marks.leaf(value, start, this.#at);
  }

  #nested(walk: () => object): unknown {
    const marks = this.#marks;
    if (marks === undefined) return walk();
    const value = marks.collection(this.#at, (inside) => {
      this.#marks = inside;
      return walk();
    });
    this.#marks = marks;
    return value;
  }

  #list(parsed: readonly unknown[]): unknown[] {
    const list = this.#container<unknown[]>([], this.#at++);
    for (this.#match(SKIPPED); this.#text[this.#at] !== ']'; this.#match(SKIPPED)) {
      if (this.#text[this.#at] === ',') this.#at++;
      else {
        const at = this.#at;
        this.#element(list, this.#value(parsed[list.length]), at);
      }
    }
    this.#at++;
    return list;
  }

  #inlineTable(parsed: Table): Table {
    const table = this.#container<Table>({}, this.#at++);
    for (this.#match(SKIPPED); this.#text[this.#at] !== '}'; this.#match(SKIPPED)) {
      if (this.#text[this.#at] === ',') this.#at++;
      else this.#pair(table, parsed);
    }
    this.#at++;
    return table;
  }

  #path(): Key[] {
    const path: Key[] = [];
    for (;;) {
      this.#match(SPACE);
      const at = this.#at;
      const char = this.#text[at];
      const raw = this.#match(char === '"' || char === "'" ? TEXT : BARE_KEY);
      const text = char === '"' || char === "'" ? keyText(raw) : raw;
      const wrong = this.#marks?.keyProblem(text, at, this.#at);
      if (wrong !== undefined) throw new ComposeFailure({ ...wrong, length: this.#at - at });
      path.push({ text, at });
      this.#match(SPACE);
      if (this.#text[this.#at] !== '.') return path;
      this.#at++;
    }
  }

  #container<Kind extends object>(container: Kind, start: number): Kind {
    this.#open.set(container, { start, keys: [], places: [] });
    return container;
  }

  /** The member of a table, made when it is not there yet. */
  #member(table: Table, key: Key, make: () => unknown, valueAt = key.at): unknown {
    if (Object.hasOwn(table, key.text)) return table[key.text];
    const value = make();
    const open = this.#open.get(table) as Open;
    open.keys.push(key.text);
    open.places.push(key.at, valueAt);
    setMember(table, key.text, value);
    return value;
  }

  #element(list: unknown[], value: unknown, at: number): void {
    (this.#open.get(list) as Open).places.push(at);
    list.push(value);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

interface Key {
  readonly text: string;
  readonly at: number;
}

function keyText(quoted: string): string {
  return quoted.startsWith("'") ? quoted.slice(1, -1) : (Object.keys(parse(`${quoted} = 0`))[0] ?? '');
}
