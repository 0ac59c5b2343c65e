import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  didYouMean,
  drawDiagnostic,
  escapeControls,
  globMatcher,
  isGlob,
  SourceIndex,
  SourceText,
  suggest,
} from './index.js';

describe('globs', () => {
  it.each([
    ['web*', 'web1', true],
    ['web?', 'web12', false],
    ['web[12]', 'web2', true],
    ['web[!12]', 'web2', false],
    ['a.b', 'axb', false],
    ['*', 'any\nthing', true],
    ['[', '[', true],
    ['a[]]b', 'a]b', true],
  ])('%s against %s: %s', (pattern, text, want) => {
    expect(globMatcher(pattern)(text)).toBe(want);
  });

  it('match literally where there is no wildcard', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, text) => {
        if (!isGlob(pattern)) expect(globMatcher(pattern)(text)).toBe(pattern === text);
      }),
    );
  });
});

describe('suggestions', () => {
  it('offer what is close, nearest first, and nothing that is far', () => {
    expect(suggest('cloud.netwrok', ['cloud.network', 'cloud.subnet', 'test'])).toEqual(['cloud.network']);
    expect(didYouMean('presnt', ['present', 'absent'])).toBe("did you mean 'present'?");
    expect(didYouMean('zzz', ['present'])).toBeUndefined();
  });
});

describe('source texts', () => {
  it('find line and column of every offset', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, seed) => {
        const source = new SourceText('f', text);
        const offset = seed % (text.length + 1);
        const before = text.slice(0, offset).split('\n');
        expect(source.lineColumn(offset)).toEqual({
          line: before.length,
          column: (before.at(-1) as string).length + 1,
        });
      }),
    );
  });

  it('come back from packed positions, through a mapping where there is one', () => {
    const index = new SourceIndex();
    const plain = index.add(new SourceText('a.sls', 'one\ntwo'));
    const mapped = index.add(new SourceText('b.sls', 'x'), () => ({ file: 'template', line: 9, column: 3 }));
    expect(index.span(index.pos(plain, 5), 2)).toEqual({ file: 'a.sls', line: 2, column: 2, endLine: 2, endColumn: 4 });
    expect(index.span(index.pos(mapped, 0))).toEqual({ file: 'template', line: 9, column: 3 });
    expect(index.span(-1)).toBeUndefined();
  });
});

describe('drawing a diagnostic', () => {
  it('shows position, frame, details, related places, hints and the cause', () => {
    const source = new SourceText('site.sls', 'web:\n  cloud.instnce.present:\n    - name: x\n');
    const diagnostic: Diagnostic = {
      severity: 'error',
      code: 'engine/unknown-state',
      summary: "there is no state 'cloud.instnce'",
      detail: 'first line\nsecond line',
      span: { file: 'site.sls', line: 2, column: 3, endLine: 2, endColumn: 16 },
      related: [{ message: 'included here', span: { file: 'top.sls', line: 1, column: 1 } }],
      hints: ["did you mean 'cloud.instance'?"],
      cause: { severity: 'error', code: 'x/y', summary: 'the reason' },
    };
    expect(drawDiagnostic(diagnostic, { source: () => source })).toMatchInlineSnapshot(`
      "site.sls:2:3: error[engine/unknown-state]: there is no state 'cloud.instnce'
        1 | web:
      > 2 |   cloud.instnce.present:
          |   ^^^^^^^^^^^^^
        3 |     - name: x
        first line
        second line
        top.sls:1:1: included here
        hint: did you mean 'cloud.instance'?
        caused by:
          error[x/y]: the reason"
    `);
  });

  it('lets no control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
        expect(escapeControls(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
    expect(escapeControls('a\u001b[31mb')).toBe('a\\u001b[31mb');
  });
});
