import { describe, expect, it } from 'vitest';
import type { RenderContext, RendererDefinition } from '../../contract/index.js';
import { SourceIndex } from '../../kernel/index.js';
import json from './json.js';
import yaml from './yaml.js';

function context(sources = new SourceIndex()): RenderContext {
  return { sls: 'main', file: 'main.sls', sources, params: {}, signal: new AbortController().signal };
}

const cases: readonly { renderer: RendererDefinition; text: string; wrong: string; code: string }[] = [
  { renderer: yaml, text: 'a:\n  - b: 1\n', wrong: 'a: 1\na: 2\n', code: 'sls/bad-yaml' },
  { renderer: json, text: '{"a":\n  [{"b": 1}]}', wrong: '{"a": 1,\n"a": 2}', code: 'sls/bad-json' },
];

describe.each(cases)('the $renderer.ref renderer', ({ renderer, text, wrong, code }) => {
  it('gives data with positions in the file', async () => {
    const sources = new SourceIndex();
    const result = await renderer.render({ kind: 'text', text }, context(sources));
    if (result.kind !== 'data') throw new Error('it gave text');
    const data = result.data as { a: [{ b: number }] };
    expect(data).toEqual({ a: [{ b: 1 }] });
    expect(sources.span(result.positions.key(data.a[0], 'b'))).toMatchObject({
      file: 'main.sls',
      line: 2,
      column: (text.split('\n')[1]?.search(/"?b/) as number) + 1,
    });
  });

  it('passes data on', async () => {
    const input = {
      kind: 'data',
      data: { a: 1 },
      positions: { key: () => -1, value: () => -1, start: () => -1 },
    } as const;
    expect(await renderer.render(input, context())).toBe(input);
  });

  it('places a mistake where the author wrote it, through an earlier stage', async () => {
    const placeAt = (offset: number) => ({ file: 'template.sls', line: 7, column: offset + 1 });
    const thrown = await Promise.resolve()
      .then(() => renderer.render({ kind: 'text', text: wrong, placeAt }, context()))
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ diagnostics: [{ code, span: { file: 'template.sls', line: 7 } }] });
  });
});
