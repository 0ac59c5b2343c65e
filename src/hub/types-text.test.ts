import { describe, expect, it } from 'vitest';
import { execFunction, execFunctions, field, resource, stateFunction, stateFunctions } from '../contract/index.js';
import { createHub } from './create-hub.js';
import { typesOf } from './types-text.js';

const thing = resource({
  ref: 'a.thing',
  summary: 'A thing.',
  fields: {
    name: field.string(),
    size: field.integer({ doc: 'How large.', default: 3 }),
    kind: field.string({ required: true, one_of: ['small', 'large'], immutable: true }),
    ports: field.list(field.object({ from: field.integer({ required: true }), 'x-to': field.any() })),
    tags: field.record(field.string()),
    born: field.string({ computed: true }),
  },
  identity: { kind: 'name', of: () => undefined },
  observe: async () => ({ kind: 'absent' }),
  create: async () => undefined,
  remove: async () => undefined,
} as never);

const test = stateFunctions({
  ref: 'test',
  summary: 'Tests.',
  functions: {
    any: stateFunction({
      summary: 'Takes */ anything.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => ({}) as never,
    } as never),
  },
});

const calls = execFunctions({
  ref: 'calls',
  summary: 'Calls.',
  functions: {
    look: execFunction({
      summary: 'Looks.',
      fields: { at: field.string({ required: true }) },
      effects: 'none',
      run: () => ({ result: true, ret: 1 }),
    }),
    write: execFunction({ summary: 'Writes.', fields: {}, effects: 'write', run: () => ({ result: true, ret: 1 }) }),
  },
});

describe('typesOf', () => {
  it('declares states with what they take, and exec functions that only read', async () => {
    const hub = createHub({
      builtIns: [
        { folder: 'states', ref: 'a.thing', load: async () => ({ default: thing }) },
        { folder: 'states', ref: 'test', load: async () => ({ default: test }) },
        { folder: 'exec', ref: 'calls', load: async () => ({ default: calls }) },
      ],
    });
    const text = await typesOf(hub);
    expect(text).toContain("    'a.thing.present': {\n      readonly name?: string | null;\n");
    expect(text).toContain('      /** How large. Default: 3. */\n      readonly size?: number | Bound | null;\n');
    expect(text).toContain('      /** A change replaces it. */\n      readonly kind: "small" | "large" | Bound;\n');
    expect(text).toContain('        readonly from: number | Bound;\n        readonly "x-to"?: unknown;\n');
    expect(text).toContain('      readonly tags?: Readonly<Record<string, string | null>> | Bound | null;\n');
    expect(text).not.toContain('born');
    expect(text).toContain('readonly [name: string]: unknown;');
    expect(text).toContain("    'calls.look': {\n      readonly at: string;\n    };");
    expect(text).not.toContain('calls.write');
  });
});
