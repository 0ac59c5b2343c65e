import { describe, expect, it } from 'vitest';
import { tagText } from '../kernel/index.js';
import yaml from '../plugins/renderers/yaml.js';
import { compileHigh, gatherAndCompile, type LowState } from './index.js';
import { passes } from './passes.js';

function compile(files: Readonly<Record<string, string>>, signal = new AbortController().signal) {
  return gatherAndCompile({
    entries: [{ ref: 'main' }],
    sources: [
      {
        label: 'memory://',
        source: {
          read: async (path) => (path in files ? { file: path, bytes: Buffer.from(files[path] as string) } : undefined),
        },
      },
    ],
    render: 'yaml',
    renderer: async (name) => (name === 'yaml' ? yaml : undefined),
    signal,
  });
}

function tags(low: LowState | undefined): string[] {
  return (low?.chunks ?? []).map(({ declaration, name }) =>
    tagText({ state: declaration.state, id: declaration.id, name, fun: declaration.fun }),
  );
}

describe('passes', () => {
  it('stand in the order of the language', () => {
    expect(passes.map(({ name }) => name)).toEqual(['extend', 'verify', 'requisite-ins', 'use', 'exclude', 'bindings']);
  });
});

describe('gatherAndCompile', () => {
  it('numbers the chunks of the low state', async () => {
    const { low } = await compile({
      'main.sls': 'a:\n  test.nop:\n    - order: last\nb:\n  test.nop:\n    - names: [x, y]\n',
    });
    expect(low?.chunks.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(tags(low)).toEqual(['test_|-b_|-x_|-nop', 'test_|-b_|-y_|-nop', 'test_|-a_|-a_|-nop']);
  });

  it('gathers no group that would run itself without end', async () => {
    const { low } = await compile({ 'main.sls': 'a:\n  sls.run: [{sls_sources: [main]}]\n' });
    const group = (id: string) => low?.gatherGroup?.({ id, name: id, refs: ['main'], paramRefs: [], params: {} });
    expect(tags(await group('a'))).toEqual(['sls_|-a.a_|-a.a_|-run']);
    await expect(group('a.a')).rejects.toMatchObject({ diagnostics: [{ code: 'sls/endless-run' }] });
  });

  it('lets the chunks of one declaration share what nothing overrides', async () => {
    const { low } = await compile({
      'main.sls': 'n: test.nop\na:\n  test.nop:\n    - names: [x, y]\n    - size: 1\n    - require: [n]\n',
    });
    const [, x, y] = low?.chunks ?? [];
    expect(x?.declaration).toBe(y?.declaration);
    expect(x?.args).toBe(y?.args);
    expect(x?.requisites).toBe(y?.requisites);
  });

  it('collects the errors of all files and passes', async () => {
    const { low, diagnostics } = await compile({
      'main.sls': 'include: [other]\na: nop\nb:\n  test.nop:\n    - arg: ${x}\n',
      'other.sls': 'c: 5\nd:\n  test.nop:\n    - require_in:\n      - test: nothing\n',
    });
    expect(low).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'sls/bad-reference',
      'sls/bad-body',
      'sls/unknown-target',
      'sls/bad-binding',
    ]);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    await expect(compile({ 'main.sls': 'a: test.nop\n' }, controller.signal)).rejects.toThrow('stopped');
  });

  it('follows a long chain of includes', async () => {
    const files: Record<string, string> = { 'main.sls': 'include: [f0]\n' };
    for (let index = 0; index < 500; index++)
      files[`f${index}.sls`] = `include: [f${index + 1}]\nid${index}: test.nop\n`;
    files['f500.sls'] = 'end: test.nop\n';
    const { low } = await compile(files);
    expect(low?.chunks).toHaveLength(501);
  });
});

describe('a delayed block', () => {
  const blocks = 'a: test.nop\n#!require:a\nb: test.nop\n#!END\n#!require:a\nc: test.nop\n#!END\n';

  it('is rendered once, however often it is released', async () => {
    const { low } = await compile({ 'main.sls': blocks });
    const [first] = low?.delayed ?? [];
    const [one, two] = await Promise.all([first?.release(), first?.release()]);
    expect(one).toBe(two);
    expect(tags(one)).toEqual(['test_|-b_|-b_|-nop']);
  });

  it('gives its own chunks, also when another is released at the same time', async () => {
    const { low } = await compile({ 'main.sls': blocks });
    const released = await Promise.all((low?.delayed ?? []).map((block) => block.release()));
    expect(released.map(tags)).toEqual([['test_|-b_|-b_|-nop'], ['test_|-c_|-c_|-nop']]);
  });

  it('may hold blocks of its own through an include', async () => {
    const { low } = await compile({
      'main.sls': 'a: test.nop\n#!require:a\ninclude: [other]\n',
      'other.sls': 'b: test.nop\n#!require:b\nc: test.nop\n',
    });
    const outer = await low?.delayed[0]?.release();
    expect(tags(outer)).toEqual(['test_|-b_|-b_|-nop']);
    expect(outer?.slsRefs).toEqual(['other']);
    expect(tags(await outer?.delayed[0]?.release())).toEqual(['test_|-c_|-c_|-nop']);
  });

  it('rejects with what is wrong in it', async () => {
    const { low } = await compile({ 'main.sls': 'a: test.nop\n#!require:a\nb: nop\n' });
    await expect(low?.delayed[0]?.release()).rejects.toMatchObject({ diagnostics: [{ code: 'sls/bad-reference' }] });
  });
});

describe('compileHigh', () => {
  it('compiles data made by code as if it were a file', () => {
    const { low, diagnostics } = compileHigh(
      {
        net: 'test.nop',
        web: { 'test.nop': [{ size: 1 }, { net: '${test:net:id}' }, { require: [{ test: 'net' }] }] },
      },
      { sls: 'made.here' },
    );
    expect(diagnostics).toEqual([]);
    expect(tags(low)).toEqual(['test_|-net_|-net_|-nop', 'test_|-web_|-web_|-nop']);
    const web = low?.chunks[1];
    expect(web?.declaration.sls).toBe('made.here');
    expect(web?.requisites).toMatchObject([
      { kind: 'require', target: { kind: 'state', state: 'test', pattern: 'net' } },
    ]);
    expect(web?.bindings).toMatchObject([{ state: 'test', id: 'net', argument: ['net'], whole: true }]);
  });

  it('cannot include files', () => {
    const { diagnostics } = compileHigh({ include: ['x'], a: 'test.nop' }, { sls: 'made.here' });
    expect(diagnostics).toMatchObject([{ code: 'sls/bad-include' }]);
  });

  it('reports mistakes without a position', () => {
    const { low, diagnostics } = compileHigh({ a: 5 }, { sls: 'made.here' });
    expect(low).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'sls/bad-body', summary: 'ID a in SLS made.here is not a dictionary' }]);
    expect(diagnostics[0]?.span).toBeUndefined();
  });
});
