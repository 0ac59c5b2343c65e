import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  type CommandEvent,
  type EventBody,
  eventSchema,
  eventTypes,
  type ResultRecord,
} from '../../src/operations/index.js';
import { breaches } from './growth.js';

const folder = fileURLToPath(new URL('published/', import.meta.url));

/** Events with results as records: what the definition of bodies must say, no more and no less. */
type Travelling =
  | Exclude<CommandEvent, { readonly type: 'chunk-ended' }>
  | { readonly type: 'chunk-ended'; readonly result: ResultRecord };

/** The types of `A` whose events are no events of `B`, so that a compiler names them. */
type Differing<A extends { readonly type: string }, B> = {
  [T in A['type']]: [Extract<A, { type: T }>] extends [Extract<B, { type: T }>] ? never : T;
}[A['type']];

const undescribed: readonly Differing<Travelling, EventBody>[] = [];
const unknown: readonly Differing<EventBody, Travelling>[] = [];

describe('the schema of events', () => {
  it('says what the types of events say', () => {
    const none: readonly never[] = [...undescribed, ...unknown];
    expect(none).toEqual([]);
  });

  it('is a schema', () => {
    expect(new Ajv2020().validateSchema(eventSchema())).toBe(true);
  });

  it.each(readdirSync(folder))('has only grown since %s', (file) => {
    const earlier = JSON.parse(readFileSync(folder + file, 'utf8')) as Record<string, unknown>;
    expect(breaches(earlier, eventSchema())).toEqual([]);
  });

  it('has each type on the page that tells of them', () => {
    const page = readFileSync(new URL('../../docs/reference/events.md', import.meta.url), 'utf8');
    expect(eventTypes.filter((type) => !page.includes(`\`${type}\``))).toEqual([]);
  });
});

describe('growth', () => {
  const line = (body: object, more: object = {}) => ({
    $defs: { a: { type: 'object', properties: { x: body }, required: ['x'], ...more } },
  });
  const one = line({ type: 'string' });

  it.each([
    { name: 'a new member', later: { $defs: { a: { ...one.$defs.a, properties: { x: { type: 'string' }, y: {} } } } } },
    { name: 'a new type', later: { $defs: { ...one.$defs, b: {} } } },
  ])('is $name', ({ later }) => expect(breaches(one, later)).toEqual([]));

  it.each([
    { name: 'a type that is gone', later: { $defs: {} }, says: 'a is gone' },
    { name: 'a member that is gone', later: line({}, { properties: {} }), says: 'a.x is gone' },
    { name: 'another type', later: line({ type: 'integer' }), says: 'a.x was string and is integer' },
    {
      name: 'a type that may be null',
      later: line({ type: ['string', 'null'] }),
      says: 'a.x was string and is null or string',
    },
    { name: 'a narrowed type', later: line({ type: 'string', enum: ['p'] }), says: 'a.x was narrowed to p' },
    {
      name: 'a member that may be missing',
      later: line({ type: 'string' }, { required: [] }),
      says: 'a.x may be missing now',
    },
  ])('is not $name', ({ later, says }) => expect(breaches(one, later)).toEqual([says]));

  it('keeps the values of an enumeration', () => {
    const two = line({ enum: ['p', 'q'] });
    expect(breaches(two, line({ enum: ['q', 'p', 'r'] }))).toEqual([]);
    expect(breaches(two, line({ const: 'p' }))).toEqual(['a.x lost the value q']);
  });
});
