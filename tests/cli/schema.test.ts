/** `schema`: judged by a validator that is not ours. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { composeYaml } from '../../src/kernel/index.js';
import { scratchCommand } from './command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every SLS file below a folder that is plain YAML: neither a template, nor cut into blocks, nor of another renderer. */
function plainFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(join(root, path)).isDirectory() ? plainFiles(path) : [path]))
    .filter((path) => path.endsWith('.sls') && !/\{[{%]|^#!/m.test(readFileSync(join(root, path), 'utf8')));
}

describe('the schema', () => {
  const holdfast = scratchCommand();
  interface Judge {
    readonly schema: { readonly $defs: Readonly<Record<string, { readonly properties?: object }>> };
    readonly valid: ValidateFunction;
  }
  let made: Promise<Judge> | undefined;
  const judge = (): Promise<Judge> => {
    made ??= holdfast.run(['schema']).then(({ stdout }) => {
      const schema = JSON.parse(stdout) as Judge['schema'];
      return { schema, valid: new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema) };
    });
    return made;
  };

  /** What is wrong; nothing when it is valid. */
  const check = async (text: string): Promise<unknown> => {
    const { valid } = await judge();
    const read = composeYaml(text);
    return valid(read.ok ? (read.data ?? {}) : undefined) ? undefined : valid.errors;
  };

  it('is a schema, and holds every state with its arguments and the keywords of all', async () => {
    const { schema } = await judge();
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
    expect(Object.keys(schema.$defs['cloud.network.present']?.properties ?? {})).toEqual(
      expect.arrayContaining(['address_block', 'name', 'names', 'order', 'require', 'require_in', 'use', 'retry']),
    );
    for (const [, reference] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g))
      expect(Object.keys(schema.$defs)).toContain(reference);
  });

  it.each(plainFiles('examples'))('accepts %s', async (path) => {
    expect(await check(readFileSync(join(root, path), 'utf8'))).toBeUndefined();
  });

  it('accepts every valid case of the corpus', async () => {
    const foreign = new Set(['old-nest', 'renderer-toml', 'renderer-xml', 'renderer-json5']);
    const files = plainFiles('tests/corpus/sls/valid').filter((path) => !foreign.has(path.split('/')[4] ?? ''));
    expect(files.length).toBeGreaterThan(150);
    for (const path of files)
      expect([path, await check(readFileSync(join(root, path), 'utf8'))]).toEqual([path, undefined]);
  });

  it('accepts what describe writes', async () => {
    const { stdout } = await holdfast.run(['describe']);
    expect(await check(stdout)).toBeUndefined();
  });

  const right = [
    { name: 'the short form', text: 'a: test.nop\n' },
    { name: 'a mapping of arguments', text: 'a:\n  cloud.network.present: {address_block: 10.0.0.0/8}\n' },
    { name: 'a function inside of the list', text: 'a:\n  cloud.network: [present, {name: x}]\n' },
    { name: 'a bound number', text: 'a:\n  cloud.volume.present: [{capacity: "${test:b:size}"}]\n' },
    {
      name: 'keywords',
      text: 'a:\n  test.nop: [{retry: {attempts: 3, interval: 1m30s}}, {unless: [{exec: test.ping}]}]\n',
    },
  ];
  it.each(right)('accepts $name', async ({ text }) => {
    expect(await check(text)).toBeUndefined();
  });

  const wrong = [
    { name: 'a misspelt argument', text: 'a:\n  cloud.network.present: [{adress_block: 10.0.0.0/8}]\n' },
    { name: 'a misspelt keyword', text: 'a:\n  test.absent: [{requires: [{test: b}]}]\n' },
    { name: 'an unknown state', text: 'a:\n  cloud.netwrk.present: []\n' },
    { name: 'an unknown function', text: 'a: cloud.network.presnt\n' },
    { name: 'a text for a number', text: 'a:\n  cloud.volume.present: [{capacity: much}]\n' },
    { name: 'a mapping for a text', text: 'a:\n  cloud.network.present: [{address_block: {ip: x}}]\n' },
    { name: 'two arguments in one element', text: 'a:\n  cloud.network.present: [{name: x, address_block: y}]\n' },
    { name: 'an ID with a list below', text: 'a:\n  - cloud.network.present\n' },
    { name: 'an include that is no list', text: 'include: b\n' },
    { name: 'a bad order', text: 'a:\n  test.nop: [{order: middle}]\n' },
    { name: 'a bad length of time', text: 'a:\n  test.nop: [{timeout: 5 minutes}]\n' },
    { name: 'a bad retry', text: 'a:\n  test.nop: [{retry: {times: 3}}]\n' },
    { name: 'what the provider sets', text: 'a:\n  cloud.network.present: [{state: UP}]\n' },
  ];
  it.each(wrong)('refuses $name', async ({ text }) => {
    expect(await check(text)).toBeDefined();
  });
});
