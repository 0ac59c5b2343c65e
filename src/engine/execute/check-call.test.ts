import { describe, expect, it } from 'vitest';
import { field, resource, stateFunction, stateFunctions } from '../../contract/index.js';
import { type Diagnostic, parsePath, SourceIndex, SourceText, secret } from '../../kernel/index.js';
import type { Binding } from '../../sls/index.js';
import { chunkRunner, fakeResource, loadedState } from '../../testing/index.js';
import { checkCall } from './check-call.js';

const { definition } = fakeResource();
const thing = loadedState(
  resource({
    ...definition,
    fields: {
      name: field.string(),
      resource_id: field.string({ computed: true, stable: true }),
      image: field.string({ required: true, example: 'img-1' }),
      kind: field.string({ one_of: ['small', 'large'] }),
      size: field.integer(),
      rules: field.list(field.object({ port: field.integer({ required: true }), note: field.string() })),
      tags: field.record(field.string()),
      address: field.string({ computed: true }),
    },
  }),
);
const functions = loadedState(
  stateFunctions({
    ref: 'cmd',
    summary: 'Commands.',
    functions: {
      run: stateFunction({
        summary: 'Runs.',
        fields: { cmd: field.string({ required: true }) },
        effects: 'write',
        run: () => ({ result: true }),
      }),
      free: stateFunction({
        summary: 'Takes anything.',
        fields: {},
        free: true,
        effects: 'none',
        run: () => ({ result: true }),
      }),
    },
  }),
);

function check(
  plugin: typeof thing,
  fun: string,
  args: Readonly<Record<string, unknown>>,
  extra: {
    bindings?: Binding[];
    record?: Readonly<Record<string, unknown>>;
    keywords?: Readonly<Record<string, unknown>>;
  } = {},
): readonly Diagnostic[] {
  const { chunk } = chunkRunner(plugin.definition).call({
    fun,
    args,
    ...(extra.keywords === undefined ? {} : { keywords: extra.keywords }),
  });
  const record =
    extra.record === undefined ? undefined : { state: extra.record, meta: { state: 'x', status: 'complete' as const } };
  return checkCall(plugin, fun, { ...chunk, bindings: extra.bindings ?? [] }, new SourceIndex(), record);
}

function binding(...argument: (string | number)[]): Binding {
  const path = parsePath('x');
  return { state: 'a', id: 'b', path: path.ok ? path.value : [], reference: '${a:b:x}', argument, whole: true, at: -1 };
}

describe('checkCall', () => {
  it('is content with what is right', () => {
    const args = { image: 'a', kind: 'small', size: 3, rules: [{ port: 1 }], tags: { a: 'b' }, resource_id: 'i-1' };
    expect(check(thing, 'present', args)).toEqual([]);
    expect(check(thing, 'busy', { image: 'a' })).toEqual([]);
    expect(check(functions, 'free', { whatever: 1 })).toEqual([]);
  });

  it('knows the functions, and suggests one', () => {
    const [found] = check(thing, 'presnt', {});
    expect(found).toMatchObject({ code: 'call/unknown-function', summary: "'fake.thing' has no function 'presnt'" });
    expect(found?.detail).toContain('present, absent, search, busy');
    expect(found?.hints?.[0]).toBe("did you mean 'present'?");
    expect(check(functions, 'constructor', {})[0]?.code).toBe('call/unknown-function');
  });

  it('knows the arguments, and suggests one', () => {
    const [found] = check(thing, 'present', { image: 'a', siez: 3 });
    expect(found).toMatchObject({
      code: 'call/unknown-argument',
      summary: "'fake.thing.present' takes no argument 'siez'",
      hints: ["did you mean 'size'?"],
    });
    expect(found?.detail).not.toContain('address');
  });

  it('refuses what only the provider sets', () => {
    expect(check(thing, 'present', { image: 'a', address: '1.2.3.4' })[0]?.code).toBe('call/computed-argument');
  });

  it.each([
    { name: 'not given', args: {}, reason: 'it is required' },
    { name: 'null', args: { image: null }, reason: 'null is not given' },
  ])('requires arguments: $name', ({ args }) => {
    expect(check(thing, 'present', args)).toMatchObject([
      { code: 'call/missing-argument', hints: ['for example `- image: "img-1"`'] },
    ]);
  });

  it('takes what is bound, or recorded, for given; lookups need none', () => {
    expect(check(thing, 'present', {}, { bindings: [binding('image')] })).toEqual([]);
    expect(check(thing, 'present', {}, { record: { image: 'a' } })).toEqual([]);
    expect(check(thing, 'absent', {})).toEqual([]);
    expect(check(thing, 'search', {})).toEqual([]);
    expect(check(functions, 'run', {})[0]?.code).toBe('call/missing-argument');
  });

  it.each([
    {
      args: { size: '3' },
      says: "'size' of 'fake.thing.present' must be an integer, not text",
      hint: 'leave out the quotes',
    },
    { args: { size: 1.5 }, says: "'size' of 'fake.thing.present' must be an integer, not a number", hint: undefined },
    {
      args: { kind: 5 },
      says: "'kind' of 'fake.thing.present' must be text, not a number",
      hint: 'put it in quotes: "5"',
    },
    {
      args: { rules: 'a' },
      says: "'rules' of 'fake.thing.present' must be a list, not text",
      hint: 'write a list of one: [value]',
    },
    {
      args: { tags: { a: true } },
      says: "'tags:a' of 'fake.thing.present' must be text, not a boolean",
      hint: 'put it in quotes: "true"',
    },
    {
      args: { rules: [{ port: 1 }, { port: [] }] },
      says: "'rules:1:port' of 'fake.thing.present' must be an integer, not a list of 0",
      hint: undefined,
    },
  ])('refuses a wrong type: $says', ({ args, says, hint }) => {
    const [found] = check(thing, 'present', { image: 'a', ...args });
    expect(found).toMatchObject({ code: 'call/wrong-type', summary: says });
    expect(found?.hints?.[0]).toBe(hint);
  });

  it.each([
    { args: { kind: 'middle' }, says: "must be one of 'small', 'large', not 'middle'" },
    { args: { rules: [{ port: 1, prot: 2 }] }, says: "must be one of the members port, note, not 'prot'" },
    { args: { rules: [{ note: 'x' }] }, says: "must be a mapping with a member 'port', not none" },
  ])('refuses a wrong value: $says', ({ args, says }) => {
    const [found] = check(thing, 'present', { image: 'a', ...args });
    expect(found?.code).toBe('call/bad-value');
    expect(found?.summary).toContain(says);
  });

  it('does not look into what is bound', () => {
    const args = { image: 'a', size: '${a:b:x}', rules: [{ port: '${a:b:x}' }] };
    expect(check(thing, 'present', args, { bindings: [binding('size'), binding('rules', 0, 'port')] })).toEqual([]);
    expect(check(thing, 'present', args, { bindings: [binding('size')] })[0]?.summary).toContain('rules:0:port');
  });

  it('never shows a secret', () => {
    const [found] = check(thing, 'present', { image: 'a', kind: secret('hunter22') });
    expect(found?.summary).toContain('not a secret');
  });

  it('reports ill-formed keywords', () => {
    expect(check(thing, 'present', { image: 'a' }, { keywords: { timeout: 'soon' } })[0]?.code).toBe(
      'call/bad-keyword',
    );
  });

  it('says where', () => {
    const sources = new SourceIndex();
    const file = sources.add(new SourceText('site.sls', 'web:\n  fake.thing.present:\n    - siez: 3\n'));
    const { chunk } = chunkRunner(thing.definition).call({ fun: 'present' });
    const at = sources.pos(file, 33);
    const placed = {
      ...chunk,
      declaration: { ...chunk.declaration, at: sources.pos(file, 7) },
      args: new Map([['siez', { value: 3, at, valueAt: at }]]),
    };
    const found = checkCall(thing, 'present', placed, sources);
    expect(found.map(({ code, span }) => [code, span?.line, span?.column])).toEqual([
      ['call/unknown-argument', 3, 7],
      ['call/missing-argument', 2, 3],
    ]);
  });
});
