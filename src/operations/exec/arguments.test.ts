import { describe, expect, it } from 'vitest';
import { field } from '../../contract/index.js';
import { readArguments } from './arguments.js';

const fields = {
  name: field.string({ required: true }),
  count: field.integer(),
  ratio: field.number(),
  on: field.boolean(),
  tags: field.record(field.string()),
  list: field.list(field.any()),
  size: field.string({ one_of: ['s', 'l'] }),
  any: field.any(),
};

const read = (words: readonly string[], free = false) => readArguments({ reference: 'a.f', fields, free, words });

describe('arguments of a function', () => {
  it('are read by the types of its fields', () => {
    const words = [
      'name=007',
      'count=3',
      'ratio=0.5',
      'on=true',
      'tags={env: prod}',
      'list=[1, two]',
      'size=s',
      'any={"a": [null]}',
    ];
    expect(read(words)).toEqual({
      ok: true,
      args: {
        name: '007',
        count: 3,
        ratio: 0.5,
        on: true,
        tags: { env: 'prod' },
        list: [1, 'two'],
        size: 's',
        any: { a: [null] },
      },
    });
  });

  it('fill the fields in order when they have no name', () => {
    expect(read(['x', '5'])).toEqual({ ok: true, args: { name: 'x', count: 5 } });
  });

  it('keep an = in the value, and a URL is a value', () => {
    expect(read(['name=a=b'])).toEqual({ ok: true, args: { name: 'a=b' } });
    expect(read(['https://x/?a=b'])).toEqual({ ok: true, args: { name: 'https://x/?a=b' } });
  });

  it('are passed on when the function is free', () => {
    expect(read(['name=x', 'other=1'], true)).toEqual({ ok: true, args: { name: 'x', other: 1 } });
  });

  const wrong = [
    { words: ['nmae=x', 'name=y'], code: 'operations/unknown-argument', hint: "did you mean 'name'?" },
    { words: [], code: 'operations/missing-argument', hint: 'give it as name=…' },
    { words: ['name=x', 'count=many'], code: 'operations/bad-argument', hint: 'holdfast doc a.f shows its arguments' },
    { words: ['name=x', 'size=m'], code: 'operations/bad-argument', hint: 'holdfast doc a.f shows its arguments' },
    {
      words: ['x', '1', '2', 'true', '{}', '[]', 's', 'any', 'more'],
      code: 'operations/unknown-argument',
      hint: 'holdfast doc a.f shows its arguments',
    },
  ];
  it.each(wrong)('are refused: $words', ({ words, code, hint }) => {
    const found = read(words);
    if (found.ok) throw new Error('was read');
    expect(found.diagnostics.map((one) => one.code)).toEqual([code]);
    expect(found.diagnostics[0]?.hints).toContain(hint);
  });
});
