import { describe, expect, it } from 'vitest';
import { isSecret, secret } from '../kernel/index.js';
import yaml from '../plugins/renderers/yaml.js';
import { type GivenParam, gatherParams, jinjaRenderer, paramValues } from './index.js';

async function gather(
  files: Readonly<Record<string, string>>,
  refs: readonly string[],
  given: readonly GivenParam[] = [],
) {
  const gathered = await gatherParams({
    entries: refs.map((ref) => ({ ref })),
    sources: [
      {
        label: 'memory://',
        source: {
          read: async (path) => (path in files ? { file: path, bytes: Buffer.from(files[path] as string) } : undefined),
        },
      },
    ],
    render: 'jinja|yaml',
    renderer: async (name) => (name === 'yaml' ? yaml : name === 'jinja' ? jinjaRenderer : undefined),
    signal: new AbortController().signal,
    given,
  });
  return { ...gathered, values: paramValues(gathered.params) };
}

describe('params', () => {
  interface Layered {
    readonly name: string;
    readonly reason: string;
    readonly files: Readonly<Record<string, string>>;
    readonly refs: readonly string[];
    readonly values: unknown;
  }
  const layered: readonly Layered[] = [
    {
      name: 'a later file over an earlier one, key by key and not deeper',
      reason: 'what a key holds is seen in one place',
      files: { 'one.sls': 'a: 1\nm: {x: 1}\n', 'two.sls': 'm: {y: 2}\n' },
      refs: ['one', 'two'],
      values: { a: 1, m: { y: 2 } },
    },
    {
      name: 'a file over what it includes',
      reason: 'an include is a base to build on',
      files: {
        'top.sls': 'include: [base]\nb: top\n',
        'base.sls': 'include: [.deep]\na: base\nb: base\n',
        'deep.sls': 'a: deep\nc: deep\n',
      },
      refs: ['top'],
      values: { a: 'base', b: 'top', c: 'deep' },
    },
    {
      name: 'a later include over an earlier one',
      reason: 'the order of a list is the order of layers',
      files: { 'top.sls': 'include: [x, y]\n', 'x.sls': 'a: x\n', 'y.sls': 'a: y\n' },
      refs: ['top'],
      values: { a: 'y' },
    },
    {
      name: 'what a later file includes over an earlier file',
      reason: 'a file and its includes are one layer',
      files: { 'one.sls': 'a: one\n', 'two.sls': 'include: [base]\n', 'base.sls': 'a: base\n' },
      refs: ['one', 'two'],
      values: { a: 'base' },
    },
    {
      name: 'files that include each other once',
      reason: 'a circle of includes is no error',
      files: { 'a.sls': 'include: [b]\nk: a\n', 'b.sls': 'include: [a]\nk: b\n' },
      refs: ['a'],
      values: { k: 'a' },
    },
    {
      name: 'nothing from an empty file',
      reason: 'a file may be cut down to comments',
      files: { 'a.sls': '# nothing\n' },
      refs: ['a'],
      values: {},
    },
    {
      name: 'templates that see no params',
      reason: 'a file means the same whatever stands before it',
      files: { 'one.sls': 'a: first\n', 'two.sls': "b: \"{{ params.get('a', 'unseen') }}\"\n" },
      refs: ['one', 'two'],
      values: { a: 'first', b: 'unseen' },
    },
  ];
  it.each(layered)('lays $name', async ({ files, refs, values }) => {
    const gathered = await gather(files, refs);
    expect(gathered.diagnostics).toEqual([]);
    expect(gathered.values).toEqual(values);
  });

  it('keeps every layer with its place', async () => {
    const { params } = await gather(
      { 'one.sls': 'a: 1\n', 'two.sls': 'b: 2\na: 2\n' },
      ['one', 'two'],
      [{ key: 'a', value: 3, origin: { kind: 'given', by: '--param' } }],
    );
    expect(params.get('a')).toEqual([
      {
        value: 1,
        origin: { kind: 'file', sls: 'one', span: expect.objectContaining({ file: 'one.sls', line: 1, column: 1 }) },
      },
      {
        value: 2,
        origin: { kind: 'file', sls: 'two', span: expect.objectContaining({ file: 'two.sls', line: 2, column: 1 }) },
      },
      { value: 3, origin: { kind: 'given', by: '--param' } },
    ]);
  });

  it('leaves secrets secret', async () => {
    const { values } = await gather({}, [], [{ key: 'a', value: secret('x'), origin: { kind: 'given', by: 'test' } }]);
    expect(isSecret(values['a'])).toBe(true);
  });

  const wrong = [
    { name: 'a list', reason: 'there are no keys', file: '- a\n', code: 'sls/bad-params', line: 1 },
    {
      name: 'a block that waits',
      reason: 'params are read before anything runs',
      file: 'a: 1\n#!require:x\nb: 2\n#!END\n',
      code: 'sls/bad-params',
      line: 2,
    },
    {
      name: 'an include that is not there',
      reason: 'half of the params would be missing',
      file: 'include: [nope]\n',
      code: 'sls/ref-not-found',
      line: 1,
    },
    {
      name: 'an include that is no list',
      reason: 'as in SLS files',
      file: 'include: nope\n',
      code: 'sls/bad-include',
      line: 1,
    },
  ];
  it.each(wrong)('refuses $name, with its place', async ({ file, code, line }) => {
    const { diagnostics } = await gather({ 'p.sls': file }, ['p']);
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    expect(diagnostics[0]?.span).toMatchObject({ file: 'p.sls', line });
  });
});
