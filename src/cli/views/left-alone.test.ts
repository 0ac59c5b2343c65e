import { describe, expect, it } from 'vitest';
import type { Vanished } from '../../engine/index.js';
import { fakeReport, fakeResult } from '../fake-result.js';
import { painter } from '../style.js';
import { planText } from './plan.js';
import { reportText } from './report.js';

const plain = painter(false);

function vanished(id: string, more: Partial<Vanished> = {}): Vanished {
  const tag = { state: 'cloud.volume', id, name: id, fun: 'absent' };
  return { esmTag: `cloud.volume_|-${id}_|-${id}_|-`, tag, id: `v-${id}`, protect: false, ...more };
}

describe('what is left alone', () => {
  it('is named once, unless the results say what became of it', () => {
    const two = [vanished('a'), vanished('b', { protect: true })];
    expect(planText([fakeResult()], plain, two).split('\n')[0]).toBe(
      '2 vanished: cloud.volume a, cloud.volume b (protected); removed only with --prune',
    );
    const removed = fakeResult({
      ...two[0]?.tag,
      esmTag: two[0]?.esmTag ?? '',
      outcome: 'would-change',
      action: 'remove',
    });
    expect(planText([removed], plain, two)).toContain('1 vanished: cloud.volume b (protected)');
    expect(planText([removed], plain, [vanished('a')])).not.toContain('vanished');
  });

  it('is counted when it is much', () => {
    const many = Array.from({ length: 20 }, (_, at) => vanished(`v${at}`));
    expect(planText([], plain, many)).toContain('20 vanished: cloud.volume v0,');
    expect(planText([], plain, many)).toContain('cloud.volume v7, and 12 more; removed only with --prune');
  });

  it('tells why a step of a plan was not done', () => {
    const results = [
      fakeResult({ outcome: 'skipped: plan', result: null, declared: 'site.sls:1:3', comment: ['is not as it was'] }),
    ];
    expect(reportText(fakeReport(results), plain)).toContain('site.sls:1:3: not done test.nop a\n    is not as it was');
    expect(planText(results, plain)).toContain('not done test.nop a');
  });
});
