import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fields, field, type Present, type ResourceDefinition } from '../../../contract/index.js';
import { parsePath } from '../../../kernel/index.js';
import { chunkRunner, fakeResource } from '../../../testing/index.js';
import { covers, differences, leafPathText } from './compare.js';
import { makeSubject } from './subject.js';

const fields: Fields = {
  name: field.string(),
  resource_id: field.string({ computed: true, stable: true }),
  text: field.string({ normalise: (value: string) => value.toLowerCase() }),
  list: field.list(field.integer()),
  set: field.list(field.string(), { unordered: true }),
  map: field.record(field.any()),
  spec: field.object({
    size: field.integer(),
    zone: field.string({ immutable: true }),
    seen: field.string({ computed: true }),
  }),
  rules: field.list(field.object({ port: field.integer(), note: field.string() })),
  low: field.integer({ immutable: (from: number, to: number) => to < from }),
};
const definition: ResourceDefinition = { ...fakeResource().definition, fields };
const run = chunkRunner(definition);

function compare(observed: Readonly<Record<string, unknown>>, args: Readonly<Record<string, unknown>>) {
  const call = run.call({ fun: 'present', args });
  const current: Present = { kind: 'present', id: 'i', state: { name: 'it', ...observed } };
  return differences(makeSubject(call, definition, run.env, run.env.options.abort, {}), current);
}

describe('differences', () => {
  it.each([
    { name: 'equal', observed: { low: 1 }, args: { low: 1 }, want: [] },
    { name: 'null is not given', observed: { low: 1 }, args: { low: null }, want: [] },
    { name: 'not there yet', observed: {}, args: { low: 1 }, want: ['low undefined→1'] },
    { name: 'one form', observed: { text: 'ABC' }, args: { text: 'abc' }, want: [] },
    { name: 'a leaf of a map', observed: { map: { a: 1, b: 2 } }, args: { map: { a: 1, b: 3 } }, want: ['map:b 2→3'] },
    { name: 'a key too many', observed: { map: { a: 1, b: 2 } }, args: { map: { a: 1 } }, want: ['map:b 2→undefined'] },
    {
      name: 'members that are not given',
      observed: { spec: { size: 1, seen: 'x' } },
      args: { spec: { size: 2 } },
      want: ['spec:size 1→2'],
    },
    {
      name: 'order that counts',
      observed: { list: [1, 2] },
      args: { list: [2, 1] },
      want: ['list[0] 1→2', 'list[1] 2→1'],
    },
    { name: 'order that does not count', observed: { set: ['a', 'b'] }, args: { set: ['b', 'a'] }, want: [] },
    {
      name: 'members within lists',
      observed: { rules: [{ port: 1, note: 'x' }] },
      args: { rules: [{ port: 2 }] },
      want: ['rules[0]:port 1→2'],
    },
    { name: 'lists of other lengths', observed: { rules: [] }, args: { rules: [{ port: 2 }] }, want: ['rules ⇒'] },
  ])('$name', ({ observed, args, want }) => {
    const found = compare(observed, args).map((leaf) =>
      typeof leaf.new === 'object'
        ? `${leafPathText(leaf.path)} ⇒`
        : `${leafPathText(leaf.path)} ${leaf.old}→${leaf.new}`,
    );
    expect(found).toEqual(want);
  });

  it.each([
    { observed: { spec: { size: 1, zone: 'a' } }, args: { spec: { size: 2, zone: 'a' } }, replaces: false },
    { observed: { spec: { size: 1, zone: 'a' } }, args: { spec: { size: 1, zone: 'b' } }, replaces: true },
    { observed: { low: 3 }, args: { low: 4 }, replaces: false },
    { observed: { low: 3 }, args: { low: 2 }, replaces: true },
  ])('$args over $observed replaces: $replaces', ({ observed, args, replaces }) => {
    expect(compare(observed, args).map((leaf) => leaf.replaces)).toEqual([replaces]);
  });

  it('are none once every leaf is what it is to be', () => {
    const value = fc.record({
      text: fc.constantFrom('a', 'A', 'b'),
      list: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
      set: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
      map: fc.dictionary(
        fc.constantFrom('a', 'b'),
        fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom('x', 'y'), fc.boolean())),
      ),
      spec: fc.record({ size: fc.integer(), zone: fc.string() }),
      rules: fc.array(fc.record({ port: fc.integer(), note: fc.string() }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(value, value, (observed, args) => {
        const state: Record<string, unknown> = structuredClone(observed);
        for (const leaf of compare(observed, args)) place(state, leaf.path, leaf.new);
        expect(compare(state, args)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function place(state: Record<string | number, unknown>, path: readonly (string | number)[], value: unknown): void {
  const [head, ...rest] = path as [string | number, ...(string | number)[]];
  if (rest.length > 0) place(state[head] as Record<string | number, unknown>, rest, value);
  else if (value === undefined) delete state[head];
  else state[head] = value;
}

describe('covers', () => {
  it.each([
    ['tags', ['tags', 'a'], true],
    ['tags:a', ['tags', 'a'], true],
    ['tags:a', ['tags', 'b'], false],
    ['tags:a', ['tags'], false],
    ['rules[*]:port', ['rules', 3, 'port'], true],
    ['rules[0]:port', ['rules', 1, 'port'], false],
    ['rules:port', ['rules', 1, 'port'], true],
  ] as const)('%s covers %j: %s', (path, leaf, want) => {
    const parsed = parsePath(path);
    expect(parsed.ok && covers(parsed.value, leaf)).toBe(want);
  });
});
