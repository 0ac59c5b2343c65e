/** YAML text to plain data with the place of every key and value. */
import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml';
import type { Pos } from '../span.js';
import { ComposeFailure, type Composition, type TextProblem } from './composition.js';
import { LeafMarks, type TextMarks } from './marks.js';
import { cutPieces, type Piece } from './pieces.js';
import { isIndexKey, Places, setMember } from './places.js';
import { plainNumber, plainScalar } from './plain-scalar.js';
import { readSimpleBlock, type SimpleMembers } from './simple-block.js';
import { yamlHints, yamlProblem } from './yaml-hints.js';

/** Nodes that aliases may stand for in one document, so that a small text cannot unfold into a huge one. */
const MOST_ALIASED_NODES = 1_000_000;
const DEEPEST = 100;
const STANDARD_TAG = 'tag:yaml.org,2002:';

/**
 * Composes one YAML document. An empty text gives null. Keys are text as written (`1`, `yes`, `on`); a key that stands twice is a
 * problem; merge keys (`<<`) never override what is written beside them; an alias gives the very same container. The first problem
 * ends it. `base` is the packed position of the text's beginning, and what all places are relative to. Scalars that overlap a mark
 * become what the mark says; of problems, what is secret is masked.
 */
export function composeYaml(text: string, base: Pos = 0, given?: TextMarks): Composition {
  const marks = LeafMarks.of(text, given);
  const failed = (problem: TextProblem): Composition => ({
    ok: false,
    problem: marks?.masked(problem, text) ?? problem,
  });
  try {
    return composePieces(cutPieces(text), base, marks) ?? composeWhole(text, base, marks);
  } catch (thrown) {
    if (thrown instanceof ComposeFailure) return failed(thrown.problem);
    if (!(thrown instanceof YAMLException)) throw thrown;
    const offset = Math.min(thrown.mark?.position ?? 0, text.length);
    return failed(yamlProblem(thrown.reason ?? thrown.message, text, offset));
  }
}

function composeWhole(text: string, base: Pos, marks: LeafMarks | undefined): Composition {
  const composer = new Composer(text, base, marks);
  return { ok: true, data: composer.document(parseEvents(text, { maxDepth: DEEPEST })), places: composer.places };
}

/** Undefined when the text is not one mapping that can be read piece by piece; whatever is wrong is then found in the whole. */
function composePieces(pieces: readonly Piece[], base: Pos, marks: LeafMarks | undefined): Composition | undefined {
  const composer = new Composer('', base, marks);
  // One piece that is not simple is the whole.
  const parse = pieces.length === 1 ? undefined : (text: string) => parseEvents(text, { maxDepth: DEEPEST });
  try {
    const data = composer.mappingInPieces(pieces, parse);
    return data === undefined ? undefined : { ok: true, data, places: composer.places };
  } catch (thrown) {
    if (thrown instanceof ComposeFailure || thrown instanceof YAMLException) return undefined;
    throw thrown;
  }
}

interface Anchored {
  readonly value: unknown;
  /** How many nodes it unfolds to. */
  readonly size: number;
  readonly at: number;
}

/** A mapping that is being read. */
interface OpenMapping {
  readonly target: Record<string, unknown>;
  readonly keys: string[];
  /** Where its places begin. */
  readonly from: number;
  merged: Mapping[] | undefined;
  /** Holds keys that an object does not keep in written order. */
  odd: boolean;
}

class Composer {
  readonly places: Places;
  /** The piece that is read, and where it begins in the whole text. */
  #text: string;
  #shift = 0;
  #events: readonly Event[] = [];
  readonly #anchors = new Map<string, Anchored>();
  /** Anchors whose node is still open. */
  readonly #open = new Set<string>();
  /** Places of the containers that are still open, one on top of the other. */
  readonly #scratch: number[] = [];
  #next = 0;
  /** Where the node composed last begins. */
  #at = 0;
  /** Where the scalar read last ends: the best place known for a value left out. */
  #end = 0;
  #nodes = 0;
  #aliased = 0;
  #marks: LeafMarks | undefined;

  constructor(text: string, base: Pos, marks: LeafMarks | undefined) {
    this.#text = text;
    this.#marks = marks;
    this.places = new Places(base);
  }

  document(events: readonly Event[]): unknown {
    if (events.length === 0) return null;
    this.#events = events;
    this.#next = 1;
    const value = this.#node();
    // What follows is the end of the document, and then nothing.
    if (this.#events[this.#next + 1] !== undefined) {
      throw this.#failure('a second document begins here, and only one is expected', this.#secondDocument(), 3, [
        'put each document in a file of its own, or remove the line of dashes',
      ]);
    }
    return value;
  }

  /** One mapping whose members stand in several texts; undefined when one of them is anything else. */
  mappingInPieces(
    pieces: readonly Piece[],
    parse: ((text: string) => readonly Event[]) | undefined,
  ): Mapping | undefined {
    let open: OpenMapping | undefined;
    for (const { text, offset } of pieces) {
      this.#shift = offset;
      // What is marked is read by the parser of the whole language.
      const simple = this.#marks === undefined ? readSimpleBlock(text, offset, this.places) : undefined;
      if (simple !== undefined) {
        open ??= this.#openMapping(simple.start);
        this.#addSimple(open, simple);
        continue;
      }
      const start = parse === undefined ? undefined : this.#beginPiece(text, parse(text));
      if (start === undefined) return undefined;
      open ??= this.#openMapping(start);
      this.#members(open);
      if (this.#events.length !== this.#next + 1) return undefined;
    }
    return open === undefined ? undefined : this.#closeMapping(open);
  }

  #addSimple(open: OpenMapping, simple: SimpleMembers): void {
    for (const [index, key] of simple.keys.entries()) {
      const at = simple.places[2 * index] as number;
      if (Object.hasOwn(open.target, key)) throw this.#duplicate(key, at, undefined);
      if (isIndexKey(key)) open.odd = true;
      open.keys.push(key);
      open.target[key] = simple.values[index];
      this.#scratch.push(this.#shift + at, this.#shift + (simple.places[2 * index + 1] as number));
    }
  }

  /** Begins with a piece that must hold one block mapping; its start, or undefined when it holds anything else. */
  #beginPiece(text: string, events: readonly Event[]): number | undefined {
    const [document, mapping] = events;
    if (document?.type !== EVENT_ID.DOCUMENT || mapping?.type !== EVENT_ID.MAPPING) return undefined;
    const marked = mapping.tagStart !== -1 || mapping.anchorStart !== -1 || mapping.style !== COLLECTION_STYLE.BLOCK;
    if (marked || document.explicitEnd || (this.#shift > 0 && document.explicitStart)) return undefined;
    this.#events = events;
    this.#text = text;
    this.#end = 0;
    this.#next = 2;
    return mapping.start;
  }

  #secondDocument(): number {
    const marker = this.#text.indexOf('\n---', this.#end);
    return marker === -1 ? this.#end : marker + 1;
  }

  #node(): unknown {
    const event = this.#events[this.#next++] as Event;
    this.#nodes++;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return event.anchorStart === -1 ? this.#scalar(event) : this.#anchored(event, () => this.#scalar(event));
      case EVENT_ID.MAPPING:
        return event.anchorStart === -1
          ? this.#marked(event, () => this.#mapping(event))
          : this.#anchored(event, () => this.#marked(event, () => this.#mapping(event)));
      case EVENT_ID.SEQUENCE:
        return event.anchorStart === -1
          ? this.#marked(event, () => this.#sequence(event))
          : this.#anchored(event, () => this.#marked(event, () => this.#sequence(event)));
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        throw new Error('the YAML parser gave an event where a node must stand');
    }
  }

  #marked(event: MappingEvent | SequenceEvent, compose: () => unknown): unknown {
    const marks = this.#marks;
    if (marks === undefined || event.style !== COLLECTION_STYLE.FLOW) return compose();
    const value = marks.collection(this.#shift + event.start, (inside) => {
      this.#marks = inside;
      return compose();
    });
    this.#marks = marks;
    return value;
  }

  #scalar(event: ScalarEvent): unknown {
    const value = this.#plainValue(event);
    if (this.#marks === undefined || event.valueStart === -1) return value;
    return this.#marks.leaf(value, this.#shift + event.valueStart, this.#shift + event.valueEnd);
  }

  #plainValue(event: ScalarEvent): unknown {
    this.#at = event.valueStart === -1 ? this.#end : event.valueStart;
    if (event.valueEnd !== -1) this.#end = event.valueEnd;
    const text = getScalarValue(this.#text, event);
    if (event.tagStart !== -1) return this.#tagged(event, text);
    if (event.style === SCALAR_STYLE.PLAIN) return plainScalar(text);
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) this.#at--;
    return text;
  }

  #tagged(event: ScalarEvent, text: string): unknown {
    const tag = this.#tag(event);
    if (tag === '!' || tag === 'str' || tag === 'timestamp') return text;
    const plain = plainScalar(text);
    if (tag === 'null' && plain === null) return null;
    if (tag === 'bool' && typeof plain === 'boolean') return plain;
    if (tag === 'int' && (typeof plain === 'bigint' || Number.isInteger(plain))) return plain;
    if (tag === 'float') {
      const number = plainNumber(text) ?? Number(text === '' ? Number.NaN : text);
      if (!Number.isNaN(number) || /nan$/i.test(text)) return Number(number);
    }
    const known = ['null', 'bool', 'int', 'float'].includes(tag);
    const summary = known
      ? `'${text}' is no ${tag}, as its tag says`
      : `the tag '${this.#tagText(event)}' is not known`;
    throw this.#failure(summary, event.tagStart, event.tagEnd - event.tagStart, known ? [] : [KNOWN_TAGS]);
  }

  #sequence(event: SequenceEvent): unknown[] {
    this.#expectTag(event, 'seq');
    const list: unknown[] = [];
    const from = this.#scratch.push(this.#shift + event.start) - 1;
    for (;;) {
      const next = this.#events[this.#next] as Event;
      if (next.type === EVENT_ID.POP) break;
      if (next.type === EVENT_ID.SCALAR && next.valueStart === -1) this.#skipDash(event);
      list.push(this.#node());
      this.#scratch.push(this.#shift + this.#at);
    }
    this.#next++;
    this.places.add(list, this.#scratch, from);
    this.#at = event.start;
    return list;
  }

  /** An element that was left out has no place of its own: that of its dash will do. */
  #skipDash(event: SequenceEvent): void {
    if (event.style === COLLECTION_STYLE.BLOCK)
      this.#end = Math.max(this.#end, this.#text.indexOf('-', Math.max(this.#end, event.start)));
  }

  #mapping(event: MappingEvent): Mapping {
    this.#expectTag(event, 'map');
    const open = this.#openMapping(event.start);
    this.#members(open);
    this.#at = event.start;
    return this.#closeMapping(open);
  }

  #openMapping(start: number): OpenMapping {
    const from = this.#scratch.push(this.#shift + start) - 1;
    return { target: {}, keys: [], from, merged: undefined, odd: false };
  }

  /** Reads members up to the end of the mapping in this piece. */
  #members(open: OpenMapping): void {
    const { target, keys, from } = open;
    for (;;) {
      const keyEvent = this.#events[this.#next++] as Event;
      if (keyEvent.type === EVENT_ID.POP) return;
      const key = this.#key(keyEvent);
      const keyAt = this.#at;
      if (key === '<<' && keyEvent.type === EVENT_ID.SCALAR && keyEvent.style === SCALAR_STYLE.PLAIN) {
        open.merged ??= [];
        open.merged.push(...this.#merges(keyAt));
        continue;
      }
      if (Object.hasOwn(target, key))
        throw this.#duplicate(key, keyAt, this.#scratch[from + 1 + 2 * keys.indexOf(key)]);
      if (isIndexKey(key)) open.odd = true;
      keys.push(key);
      const slot = this.#scratch.push(this.#shift + keyAt, 0) - 1;
      setMember(target, key, this.#node());
      this.#scratch[slot] = this.#shift + this.#at;
    }
  }

  #closeMapping({ target, keys, from, merged, odd }: OpenMapping): Mapping {
    const result = merged === undefined ? target : this.#applyMerges(target, keys, from, merged);
    const unordered = merged === undefined ? odd : keys.some(isIndexKey);
    this.places.add(result, this.#scratch, from, unordered ? keys : undefined);
    return result;
  }

  #key(event: Event): string {
    if (event.type === EVENT_ID.SCALAR) {
      if (event.valueStart === -1) throw this.#failure('a key is missing before the colon', this.#end, 1);
      const text = getScalarValue(this.#text, event);
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      this.#at = quoted ? event.valueStart - 1 : event.valueStart;
      this.#end = event.valueEnd;
      const wrong = this.#marks?.keyProblem(text, this.#shift + event.valueStart, this.#shift + event.valueEnd);
      if (wrong !== undefined)
        throw new ComposeFailure({ ...wrong, offset: this.#at, length: event.valueEnd - this.#at });
      if (event.anchorStart !== -1) this.#anchor(event, text, 1);
      return text;
    }
    if (event.type === EVENT_ID.ALIAS) {
      const value = this.#alias(event);
      if (typeof value === 'string') return value;
      throw this.#failure('a key must be text', this.#at, 1);
    }
    const start = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : this.#end;
    throw this.#failure(
      `a key must be text, and here stands a ${event.type === EVENT_ID.MAPPING ? 'mapping' : 'list'}`,
      start,
      1,
      yamlHints(this.#text, start),
    );
  }

  /** The mappings after `<<:`, one or a list of them. */
  #merges(keyAt: number): Mapping[] {
    const value = this.#node();
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list.map((one) => {
      if (typeof one === 'object' && one !== null && !Array.isArray(one)) return one as Mapping;
      throw this.#failure('only a mapping, or a list of mappings, can be merged with <<', keyAt, 2);
    });
  }

  /** Merged members stand first and keep the places they were written at; those written beside the merge win. */
  #applyMerges(own: Record<string, unknown>, keys: string[], from: number, merges: readonly Mapping[]): Mapping {
    const result: Record<string, unknown> = {};
    const written = this.#scratch.splice(from + 1);
    const ownKeys = keys.splice(0);
    for (const merge of merges) {
      this.#charge(Object.keys(merge).length);
      for (const key of this.places.keys(merge)) {
        if (Object.hasOwn(own, key) || Object.hasOwn(result, key)) continue;
        setMember(result, key, merge[key]);
        keys.push(key);
        this.#scratch.push(this.places.offset(merge, key, 0), this.places.offset(merge, key, 1));
      }
    }
    for (const key of ownKeys) {
      setMember(result, key, own[key]);
      keys.push(key);
    }
    this.#scratch.push(...written);
    return result;
  }

  #anchored<Value>(event: ScalarEvent | MappingEvent | SequenceEvent, compose: () => Value): Value {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const before = this.#nodes + this.#aliased;
    this.#open.add(name);
    const value = compose();
    this.#open.delete(name);
    this.#anchor(event, value, 1 + this.#nodes + this.#aliased - before);
    return value;
  }

  #anchor(event: ScalarEvent | MappingEvent | SequenceEvent, value: unknown, size: number): void {
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, size, at: this.#at });
  }

  #alias(event: AliasEvent): unknown {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const at = event.anchorStart - 1;
    const length = name.length + 1;
    this.#end = event.anchorEnd;
    if (this.#open.has(name))
      throw this.#failure(`the alias '*${name}' stands inside of what it refers to`, at, length);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      throw this.#failure(`there is no anchor '&${name}' before this alias`, at, length, [
        `quote a value that begins with an asterisk: '*${name}'`,
      ]);
    }
    this.#at = at;
    this.#charge(anchored.size);
    return anchored.value;
  }

  #charge(nodes: number): void {
    this.#aliased += nodes;
    if (this.#aliased <= MOST_ALIASED_NODES) return;
    throw this.#failure('the aliases of this document unfold into too much', this.#at, 1, [
      `at most ${MOST_ALIASED_NODES} values may come from aliases and merges`,
    ]);
  }

  #expectTag(event: MappingEvent | SequenceEvent, expected: 'map' | 'seq'): void {
    if (event.tagStart === -1) return;
    const tag = this.#tag(event);
    if (tag === '!' || tag === expected) return;
    throw this.#failure(
      `the tag '${this.#tagText(event)}' is not known`,
      event.tagStart,
      event.tagEnd - event.tagStart,
      [KNOWN_TAGS],
    );
  }

  #tagText(event: { readonly tagStart: number; readonly tagEnd: number }): string {
    return this.#text.slice(event.tagStart, event.tagEnd);
  }

  #tag(event: { readonly tagStart: number; readonly tagEnd: number }): string {
    const raw = this.#tagText(event);
    if (raw.startsWith('!!')) return raw.slice(2);
    const verbatim = /^!<(.*)>$/.exec(raw)?.[1] ?? raw;
    return verbatim.startsWith(STANDARD_TAG) ? verbatim.slice(STANDARD_TAG.length) : verbatim;
  }

  #duplicate(key: string, at: number, first: number | undefined): ComposeFailure {
    const related = first === undefined ? [] : [{ message: 'first written here', offset: first, length: key.length }];
    return new ComposeFailure({
      summary: `the key '${key}' stands twice in one mapping`,
      offset: at,
      length: key.length,
      related,
      hints: ['give one of them another name, or write what both say under one'],
    });
  }

  #failure(summary: string, offset: number, length: number, hints: readonly string[] = []): ComposeFailure {
    return new ComposeFailure({ summary, offset, length, hints });
  }
}

type Mapping = Record<string, unknown>;

const KNOWN_TAGS = 'the tags !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are';
