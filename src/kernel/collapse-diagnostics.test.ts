import { describe, expect, it } from 'vitest';
import { collapseDiagnostics, type Diagnostic } from './index.js';

const mistake = (line: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code: 'call/unknown-argument',
  summary: 'it takes no such argument',
  span: { file: 'main.sls', line, column: 3 },
  ...more,
});

describe('collapsing diagnostics', () => {
  it('tells a mistake that one place made several times once, and how often', () => {
    const told = collapseDiagnostics([mistake(3), mistake(5), mistake(3), mistake(3)]);
    expect(told.map(({ span, detail }) => [span?.line, detail])).toEqual([
      [3, 'this place made 3 with the same mistake; the first is shown'],
      [5, undefined],
    ]);
  });

  it('keeps what was said beside it, and the order', () => {
    const [first] = collapseDiagnostics([mistake(3, { detail: 'it takes none' }), mistake(3)]);
    expect(first?.detail).toMatch(/^it takes none\nthis place made 2 /);
  });

  it.each([
    { name: 'another summary', reason: 'it is another mistake', other: mistake(3, { summary: 'another' }) },
    { name: 'another code', reason: 'it is another mistake', other: mistake(3, { code: 'call/wrong-type' }) },
    {
      name: 'another severity',
      reason: 'a warning must not hide an error',
      other: mistake(3, { severity: 'warning' }),
    },
  ])('keeps $name apart: $reason', ({ other }) => {
    expect(collapseDiagnostics([mistake(3), other])).toHaveLength(2);
  });

  it('keeps what has no place', () => {
    const { span: _, ...placeless } = mistake(3);
    expect(collapseDiagnostics([placeless, placeless])).toHaveLength(2);
  });
});
