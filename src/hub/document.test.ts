import { describe, expect, it } from 'vitest';
import { execFunction, execFunctions, field, resource, stateFunction, stateFunctions } from '../contract/index.js';
import directory from '../plugins/states/directory.js';
import { createHub } from './create-hub.js';
import { documentation } from './document.js';
import { exampleCommand, exampleEntry } from './example.js';
import type { PluginFolder } from './hub.js';
import { jsonSchemaOf } from './schema.js';

const network = resource({
  ref: 'my.network',
  summary: 'A network.',
  fields: {
    name: field.string(),
    block: field.string({ required: true, immutable: true, example: '10.0.0.0/16', doc: 'Addresses.' }),
    size: field.integer({ default: 3, immutable: (from: number, to: number) => to < from }),
    kind: field.string({ one_of: ['a', 'b'] }),
    routes: field.list(field.object({ to: field.string({ required: true }) })),
    password: field.string({ secret: true }),
    resource_id: field.string({ computed: true, stable: true }),
    state: field.string({ computed: true }),
  },
  identity: { kind: 'name', of: () => undefined },
  observe: () => Promise.resolve({ kind: 'absent' as const }),
  create: () => Promise.resolve({ id: '' }),
  remove: () => Promise.resolve(),
  functions: { running: { summary: 'Makes it run.', wish: () => ({}) } },
});

const run = stateFunction({
  summary: 'Runs.',
  fields: {},
  free: true,
  effects: 'write',
  run: () => ({ result: true }),
});
const get = execFunction({
  summary: 'Gets.',
  fields: { id: field.string({ required: true }) },
  effects: 'none',
  run: () => ({ result: true, ret: 1 }),
});

const table: readonly [PluginFolder, string, unknown][] = [
  ['states', 'my.network', network],
  ['states', 'my.job', stateFunctions({ ref: 'my.job', summary: 'Jobs.', functions: { run } })],
  ['exec', 'my.network', execFunctions({ ref: 'my.network', summary: 'Reading.', functions: { get } })],
];
const hub = createHub({
  builtIns: table.map(([folder, ref, given]) => ({ folder, ref, load: () => Promise.resolve({ default: given }) })),
});

describe('documentation', () => {
  const paths = async (ref?: string) =>
    (await documentation(hub, ref)).flatMap(({ functions }) => functions.map(({ path }) => path));

  it.each([
    { name: 'everything', ref: undefined, want: 7 - 1 },
    { name: 'a plugin, in both folders', ref: 'my.network', want: 5 },
    { name: 'a function', ref: 'my.network.present', want: 1 },
    { name: 'a glob', ref: 'my.*', want: 6 },
    { name: 'a glob over functions', ref: '*.get', want: 1 },
    { name: 'nothing', ref: 'my.net', want: 0 },
  ])('of $name', async ({ ref, want }) => expect(await paths(ref)).toHaveLength(want));

  it('of a resource names its functions, their arguments, and the file', async () => {
    const [found] = await documentation(hub, 'my.network');
    expect(found).toMatchObject({
      summary: 'A network.',
      file: 'src/plugins/states/my/network.ts',
      origin: 'built-in',
    });
    expect(found?.functions.map(({ name, effects }) => `${name} ${effects}`)).toEqual([
      'present write',
      'absent write',
      'search none',
      'running write',
    ]);
    const present = found?.functions[0];
    expect(present?.arguments.map(({ name }) => name)).toEqual([
      'name',
      'block',
      'size',
      'kind',
      'routes',
      'password',
      'resource_id',
    ]);
    expect(present?.arguments[1]).toEqual({
      name: 'block',
      type: 'string',
      required: true,
      doc: 'Addresses.',
      example: '10.0.0.0/16',
      immutable: 'always',
      computed: false,
      secret: false,
    });
    expect(present?.arguments[2]).toMatchObject({ default: 3, immutable: 'depends' });
    expect(present?.arguments[4]).toMatchObject({ type: 'list of map', members: [{ name: 'to', required: true }] });
    expect(present?.returns?.at(-1)).toMatchObject({ name: 'state', computed: true });
    expect(found?.functions[1]?.arguments.every(({ required }) => !required)).toBe(true);
  });

  it('gives every state function its name', async () => {
    const [found] = await documentation(hub, 'my.job');
    expect(found?.functions[0]).toMatchObject({ free: true, arguments: [{ name: 'name', required: false }] });
  });
});

describe('examples', () => {
  it('are SLS entries with required arguments and those that have an example', () => {
    expect(exampleEntry('my.network', 'present', network.fields)).toBe(
      'my_network:\n  my.network.present:\n    - block: "10.0.0.0/16"\n',
    );
    expect(exampleEntry('my.job', 'run', {})).toBe('my_job:\n  my.job.run: []\n');
    expect(exampleEntry('directory', 'present', directory.fields)).toContain(`    - mode: "0644"\n`);
  });

  it('write values so that YAML reads them back', () => {
    const fields = {
      a: field.string({ example: 'yes' }),
      b: field.list(field.any(), { example: ['x', 1, null, { k: 'a: b' }] }),
      c: field.record(field.integer(), { required: true }),
      d: field.boolean({ required: true }),
    };
    expect(exampleEntry('x', 'y', fields)).toBe(
      'my_x:\n  x.y:\n    - a: "yes"\n    - b: [x, 1, null, {k: "a: b"}]\n    - c: {key: 1}\n    - d: true\n',
    );
  });

  it('are command lines for exec functions', () => {
    const fields = { id: field.string({ required: true }), text: field.string({ example: "it's" }) };
    expect(exampleCommand('my.network', 'get', fields)).toBe(`holdfast exec my.network.get id=my_id 'text=it'\\''s'`);
  });
});

describe('JSON Schema of arguments', () => {
  it('knows types, values, and that anything may be bound', () => {
    const binding = { type: 'string', pattern: '^\\$\\{[^${}]+\\}$' };
    expect(jsonSchemaOf(network)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        block: { description: 'Addresses.', examples: ['10.0.0.0/16'], type: 'string' },
        size: { default: 3, anyOf: [{ type: 'integer' }, binding, { type: 'null' }] },
        kind: { anyOf: [{ type: 'string', enum: ['a', 'b'] }, binding, { type: 'null' }] },
        routes: {
          anyOf: [
            {
              type: 'array',
              items: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { to: { type: 'string' } },
                    required: ['to'],
                    additionalProperties: false,
                  },
                  binding,
                  { type: 'null' },
                ],
              },
            },
            binding,
            { type: 'null' },
          ],
        },
        password: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        resource_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['block'],
      additionalProperties: false,
    });
    expect(jsonSchemaOf({ fields: { x: field.any() }, free: true })).toMatchObject({
      properties: { x: {} },
      additionalProperties: true,
    });
  });
});
