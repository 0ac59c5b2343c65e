import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecret, reveal, revealDeep } from '../secret.js';
import { isUnknown } from '../unknown.js';
import { type Composition, composeJson, composeYaml, NULL_MARKER, type TextMarks } from './index.js';

const SECRET = 'hunter2';

/** The marks of every occurrence of a word. */
function rangesOf(text: string, word: string): { start: number; end: number }[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({ start: index, end: index + word.length }));
}

function secretly(text: string, compose: typeof composeYaml = composeYaml): Composition {
  return compose(text, 0, { secretRanges: rangesOf(text, SECRET) });
}

function dataOf(composed: Composition): Record<string, unknown> {
  if (!composed.ok) throw new Error(composed.problem.summary);
  return composed.data as Record<string, unknown>;
}

describe('scalars in secret ranges', () => {
  it.each([
    { name: 'plain', reason: 'the whole scalar is the secret', text: 'a: hunter2\nb: x\n', want: 'hunter2' },
    { name: 'quoted', reason: 'quotes do not belong to it', text: 'a: "hunter2"\nb: x\n', want: 'hunter2' },
    {
      name: 'in part',
      reason: 'text built from a secret is secret',
      text: 'a: x-hunter2-y\nb: x\n',
      want: 'x-hunter2-y',
    },
    {
      name: 'a block',
      reason: 'every line belongs to the scalar',
      text: 'a: |\n  one\n  hunter2\nb: x\n',
      want: 'one\nhunter2\n',
    },
    {
      name: 'folded over lines',
      reason: 'a plain scalar may go on',
      text: 'a: one\n  hunter2\nb: x\n',
      want: 'one hunter2',
    },
    {
      name: 'tagged',
      reason: 'a tag changes the value, not where it is from',
      text: 'a: !!str hunter2\nb: x\n',
      want: 'hunter2',
    },
  ])('$name', ({ text, want, reason }) => {
    const data = dataOf(secretly(text));
    expect(isSecret(data['a']), reason).toBe(true);
    expect(reveal(data['a'])).toBe(want);
    expect(data['b']).toBe('x');
  });

  it('are the same secret through an alias', () => {
    const data = dataOf(secretly('a: &p hunter2\nb: *p\nc:\n  <<: {d: hunter2}\n'));
    expect(data['b']).toBe(data['a']);
    expect(isSecret((data['c'] as { d: unknown }).d)).toBe(true);
  });

  it('make a secret of a collection in brackets that was written with them, and no more', () => {
    const text = 'a: {k: [hunter2]}\nb: [1]\n';
    const data = dataOf(composeYaml(text, 0, { secretRanges: [{ start: 3, end: text.indexOf('\n') }] }));
    expect(isSecret(data['a'])).toBe(true);
    expect(revealDeep(data['a'])).toEqual({ k: ['hunter2'] });
    expect(data['b']).toEqual([1]);
  });

  it('never show in what is composed, or in why it is not', () => {
    const piece = fc.constantFrom(
      'hunter2',
      'a',
      'b',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ', ',
      '&x ',
      '*x',
      '|',
      '#',
      '!!int ',
    );
    const shown = (composed: Composition): string => JSON.stringify(composed.ok ? composed.data : composed.problem);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        expect(shown(secretly(text))).not.toContain(SECRET);
        expect(shown(secretly(text, composeJson))).not.toContain(SECRET);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('keys', () => {
  it.each([
    {
      name: 'secret',
      marks: (text: string): TextMarks => ({ secretRanges: rangesOf(text, SECRET) }),
      word: SECRET,
      message: 'something secret',
    },
    {
      name: 'unknown',
      marks: (text: string): TextMarks => ({ unknownRanges: rangesOf(text, SECRET) }),
      word: SECRET,
      message: 'known only after',
    },
    { name: 'null', marks: (): TextMarks => ({}), word: NULL_MARKER, message: 'null or was not given' },
  ])('that are $name are refused where they stand', ({ marks, word, message }) => {
    const text = `x: 1\n${word}: 2\n`;
    const composed = composeYaml(text, 0, marks(text));
    expect(composed).toMatchObject({
      ok: false,
      problem: { offset: 5, summary: expect.stringContaining(message) as string },
    });
  });
});

describe('unknown ranges and the null marker', () => {
  it('become an unknown, and null', () => {
    const text = `a: x-later\nb: ${NULL_MARKER}\nc: "${NULL_MARKER}"\nd: [x${NULL_MARKER}y]\n`;
    const data = dataOf(composeYaml(text, 0, { unknownRanges: rangesOf(text, 'later') }));
    expect([isUnknown(data['a']), data['b'], data['c'], data['d']]).toEqual([true, null, null, ['xy']]);
  });
});
