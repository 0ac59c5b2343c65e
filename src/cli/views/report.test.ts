import { describe, expect, it } from 'vitest';
import { tagText } from '../../kernel/index.js';
import { fakeReport, fakeResult } from '../fake-result.js';
import { painter } from '../style.js';
import { reportText, summaryLine } from './report.js';
import { stateOutput } from './state-output.js';

const plain = painter(false);

describe('the report', () => {
  it('always says how many were changed', () => {
    expect(summaryLine(fakeReport([fakeResult(), fakeResult({ id: 'b' })]), plain)).toBe(
      '0 changed, 2 unchanged in 0.42 s',
    );
  });

  it('names failures with place and what hangs on them, and the slowest steps', () => {
    const failed = fakeResult({
      id: 'net',
      outcome: 'failed',
      result: false,
      comment: ['quota of networks reached'],
      declared: 'site.sls:1:1',
      totalSeconds: 3.2,
      diagnostics: [{ severity: 'error', code: 'x/y', summary: 'quota', hints: ['ask for more'] }],
    });
    const skipped = fakeResult({ id: 'web', outcome: 'skipped: dependency', result: false, root: tagText(failed.tag) });
    expect(reportText(fakeReport([failed, skipped], { seconds: 75, stopped: true }), plain)).toBe(
      [
        'site.sls:1:1: failed test.nop net',
        '    quota of networks reached',
        '    hint: ask for more',
        '    1 skipped because of it',
        '',
        'Slowest:',
        '         3.2 s  test.nop net',
        '',
        'Stopped: 0 changed, 1 failed, 1 skipped (dependency) in 1 min 15 s',
      ].join('\n'),
    );
  });
});

describe('the outputter state', () => {
  it('draws a block per result and counts per function', () => {
    const results = [
      fakeResult({
        state: 'cloud.network',
        fun: 'present',
        id: 'net',
        outcome: 'changed',
        comment: ['Created'],
        changes: { new: { block: '10.0.0.0/8' } },
        newState: {},
      }),
      fakeResult({ state: 'cloud.network', fun: 'present', id: 'other', name: 'o' }),
      fakeResult({ fun: 'fail', id: 'f', outcome: 'failed', result: false, comment: ['no'] }),
      fakeResult({ fun: 'none', id: 'n', outcome: 'would-change', result: null }),
    ];
    expect(stateOutput({ results, omitted: undefined }, results, plain)).toBe(
      [
        '--------',
        '      ID: net',
        'Function: cloud.network.present',
        '  Result: True',
        ' Comment: Created',
        ' Changes:',
        '          new:',
        '            block: 10.0.0.0/8',
        '--------',
        '      ID: other (o)',
        'Function: cloud.network.present',
        '  Result: True',
        ' Comment: ',
        ' Changes:',
        '--------',
        '      ID: f',
        'Function: test.fail',
        '  Result: False (failed)',
        ' Comment: no',
        ' Changes:',
        '--------',
        '      ID: n',
        'Function: test.none',
        '  Result: None (would-change)',
        ' Comment: ',
        ' Changes:',
        '',
        'present: 1 created successfully',
        'present: 1 no-op',
        'fail: 1 failed',
        'none: 1 would-change',
      ].join('\n'),
    );
  });
});
