/** XML text to plain data with the place of every key and value. The text is read by the saxes package; what it means for us is decided here. */
import { type SaxesAttributeNSIncomplete, SaxesParser, type SaxesTagNS } from 'saxes';
import {
  ComposeFailure,
  type Composition,
  isIndexKey,
  LeafMarks,
  Places,
  type Pos,
  plainScalar,
  setMember,
  type TextMarks,
} from '../../kernel/index.js';

/** Attributes in it steer the mapping: `h:key`, `h:type`. */
export const CONTROL_NAMESPACE = 'urn:holdfast:xml';

const DEEPEST = 100;
const MOST_ELEMENTS = 1_000_000;
const LONGEST = 64 * 1024 * 1024;
const TYPES = ['map', 'list', 'text', 'null'] as const;

/** Composes one XML document. The first problem ends it. */
export function composeXml(text: string, base: Pos = 0, given?: TextMarks): Composition {
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

/** A member of a mapping before elements of one name are gathered in a list. */
interface Member {
  readonly key: string;
  readonly at: number;
  readonly length: number;
  readonly value: unknown;
  readonly valueAt: number;
  readonly isAttribute: boolean;
}

interface Open {
  key: string;
  type: (typeof TYPES)[number] | undefined;
  readonly at: number;
  /** Offset behind its start tag. */
  from: number;
  text: string;
  /** Holds a CDATA section: what it says is text to the letter. */
  literal: boolean;
  readonly members: Member[];
}

interface Attribute {
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
}

type Parser = SaxesParser<{ xmlns: true }>;

class Composer {
  readonly places: Places;
  readonly #text: string;
  readonly #marks: LeafMarks | undefined;
  readonly #open: Open[] = [];
  /** Of the start tag that is read, by the name as written. */
  #attributes = new Map<string, Attribute>();
  #elements = 0;
  #result: unknown = null;

  constructor(text: string, base: Pos, marks: LeafMarks | undefined) {
    this.#text = text;
    this.#marks = marks;
    this.places = new Places(base);
  }

  document(): unknown {
    if (this.#text.length > LONGEST) throw failure('the text is too long: at most 64 MiB are read', 0);
    const parser: Parser = new SaxesParser({ xmlns: true, position: false });
    parser.on('error', (error) => {
      throw this.#mistake(error.message, Math.max(0, Math.min(parser.position, this.#text.length) - 1));
    });
    parser.on('doctype', () => {
      throw failure('document type declarations are not read', Math.max(0, this.#text.indexOf('<!DOCTYPE')), 9, [
        'remove it; only &lt; &gt; &amp; &quot; &apos; and numbers such as &#8364; are known as entities',
      ]);
    });
    parser.on('opentagstart', () => this.#begin(parser.position));
    parser.on('attribute', (attribute) => this.#attribute(attribute, parser.position));
    parser.on('opentag', (tag) => this.#start(tag, parser.position));
    parser.on('text', (text) => this.#add(text));
    parser.on('cdata', (text) => {
      this.#add(text);
      (this.#open.at(-1) as Open).literal = true;
    });
    parser.on('closetag', (tag) => this.#end(tag, parser.position));
    parser.write(this.#text).close();
    return this.#result;
  }

  #begin(position: number): void {
    const at = this.#text.lastIndexOf('<', position - 1);
    if (this.#open.length >= DEEPEST) throw failure(`elements are nested more than ${DEEPEST} deep`, at);
    if (++this.#elements > MOST_ELEMENTS) throw failure(`there are more than ${MOST_ELEMENTS} elements`, at);
    this.#attributes = new Map();
    this.#open.push({ key: '', type: undefined, at, from: 0, text: '', literal: false, members: [] });
  }

  /** `position` is behind its closing quote. */
  #attribute({ name }: SaxesAttributeNSIncomplete, position: number): void {
    let end = position - 1;
    while (this.#text[end] !== '"' && this.#text[end] !== "'") end--;
    const valueAt = this.#text.lastIndexOf(this.#text[end] as string, end - 1) + 1;
    this.#attributes.set(name, { at: this.#text.lastIndexOf(name, valueAt), valueAt, end });
  }

  /** Behind a start tag: its name and attributes are known. */
  #start({ local, attributes }: SaxesTagNS, position: number): void {
    const open = this.#open.at(-1) as Open;
    open.from = position;
    open.key = local;
    let keyPlace = { at: open.at + 1, end: open.at + 1 + local.length };
    for (const { name, local: key, uri, value, prefix } of Object.values(attributes)) {
      const place = this.#attributes.get(name) as Attribute;
      if (prefix === 'xmlns' || name === 'xmlns' || prefix === 'xml') continue;
      if (uri !== CONTROL_NAMESPACE) {
        open.members.push({
          key,
          at: place.at,
          length: name.length,
          value: this.#leaf(plainScalar(value.trim()), place.valueAt, place.end),
          valueAt: place.valueAt,
          isAttribute: true,
        });
      } else if (key === 'key') {
        open.key = value;
        keyPlace = { at: place.valueAt, end: place.end };
      } else if (key === 'type') open.type = this.#type(value, place);
      else throw failure(`there is no '${name}'`, place.at, name.length, ['of this namespace there are key and type']);
    }
    const wrong = this.#marks?.keyProblem(open.key, keyPlace.at, keyPlace.end);
    if (wrong !== undefined) throw new ComposeFailure(wrong);
  }

  #type(value: string, { valueAt }: Attribute): Open['type'] {
    const type = TYPES.find((one) => one === value);
    if (type === undefined)
      throw failure(`there is no type '${value}'`, valueAt, value.length, [`the types are ${TYPES.join(', ')}`]);
    return type;
  }

  #add(text: string): void {
    const open = this.#open.at(-1);
    if (open !== undefined) open.text += text;
  }

  #end({ isSelfClosing }: SaxesTagNS, position: number): void {
    const open = this.#open.pop() as Open;
    const end = isSelfClosing ? open.from : this.#text.lastIndexOf('</', position - 1);
    const { value, at } = this.#value(open, end);
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#result = value;
    else
      parent.members.push({
        key: open.key,
        at: open.at,
        length: open.key.length + 1,
        value,
        valueAt: at,
        isAttribute: false,
      });
  }

  /** What an element stands for, and where that begins. */
  #value(open: Open, end: number): { value: unknown; at: number } {
    const { type, members, literal } = open;
    const text = literal || type === 'text' ? open.text : open.text.trim();
    const textAt = this.#textAt(open, end);
    const holdsText = text !== '' && (type === 'text' || open.text.trim() !== '');
    if (members.length > 0 || type === 'map' || type === 'list') {
      if (holdsText) throw this.#mixed(open, textAt);
      if (type === 'text' || type === 'null')
        throw failure(`'${open.key}' is said to be ${type}, and has members`, open.at, open.key.length + 1);
      return { value: type === 'list' ? this.#list(open.at, members) : this.#mapping(open.at, members), at: open.at };
    }
    if (type === 'null') return { value: null, at: textAt };
    if (type === 'text' || literal) return { value: this.#leaf(text, open.from, end), at: textAt };
    return { value: text === '' ? null : this.#leaf(plainScalar(text), open.from, end), at: textAt };
  }

  /** Offset of the first character of an element's text that is no blank; of an empty element its own. */
  #textAt(open: Open, end: number): number {
    const blanks = /^\s*/.exec(this.#text.slice(open.from, end))?.[0].length ?? 0;
    return open.from + blanks < end ? open.from + blanks : open.at;
  }

  #mixed(open: Open, textAt: number): ComposeFailure {
    const attribute = open.members.find(({ isAttribute }) => isAttribute);
    const beside = attribute === undefined ? 'other elements' : `the attribute '${attribute.key}'`;
    const at = attribute === undefined ? textAt : attribute.at;
    return failure(`'${open.key}' holds text beside ${beside}`, at, 1, ['put the text into an element of its own']);
  }

  #list(start: number, members: readonly Member[]): unknown[] {
    const attribute = members.find(({ isAttribute }) => isAttribute);
    if (attribute !== undefined)
      throw failure(`a list has no member '${attribute.key}'`, attribute.at, attribute.length, [
        'write its elements as elements',
      ]);
    const list = members.map(({ value }) => value);
    this.places.add(list, [start, ...members.map(({ valueAt }) => valueAt)], 0);
    return list;
  }

  #mapping(start: number, members: readonly Member[]): Record<string, unknown> {
    const groups = new Map<string, Member[]>();
    for (const member of members) {
      const group = groups.get(member.key);
      if (group === undefined) groups.set(member.key, [member]);
      else if ((group[0] as Member).isAttribute) throw twice(member, group[0] as Member);
      else group.push(member);
    }
    const target: Record<string, unknown> = {};
    const numbers = [start];
    for (const [key, [first, ...others]] of groups as Map<string, [Member, ...Member[]]>) {
      numbers.push(first.at + (first.isAttribute ? 0 : 1), others.length === 0 ? first.valueAt : first.at);
      setMember(target, key, others.length === 0 ? first.value : this.#list(first.at, [first, ...others]));
    }
    const keys = [...groups.keys()];
    this.places.add(target, numbers, 0, keys.some(isIndexKey) ? keys : undefined);
    return target;
  }

  #leaf(value: unknown, start: number, end: number): unknown {
    return this.#marks === undefined ? value : this.#marks.leaf(value, start, end);
  }

  #mistake(message: string, offset: number): ComposeFailure {
    const open = this.#open.at(-1);
    const summary = message.replace(/\.$/, '');
    const unclosed = /^unclosed tag|unexpected close tag|^unexpected end/i.test(summary) && open !== undefined;
    return new ComposeFailure({
      summary,
      offset,
      length: 1,
      ...(unclosed
        ? { related: [{ message: `'${open.key}' begins here`, offset: open.at, length: open.key.length + 1 }] }
        : {}),
      hints: /entity/i.test(summary)
        ? ['known are &lt; &gt; &amp; &quot; &apos; and numbers such as &#8364;; a lone & is written &amp;']
        : [],
    });
  }
}

function twice(second: Member, first: Member): ComposeFailure {
  return new ComposeFailure({
    summary: `'${second.key}' stands twice in one element: as an attribute and as an element`,
    offset: second.at,
    length: second.length,
    related: [{ message: 'first written here', offset: first.at, length: first.length }],
  });
}

function failure(summary: string, offset: number, length = 1, hints: readonly string[] = []): ComposeFailure {
  return new ComposeFailure({ summary, offset, length, hints });
}
