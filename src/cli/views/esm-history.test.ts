import { describe, expect, it } from 'vitest';
import { historyText } from './esm-history.js';

const run = {
  first: 1,
  last: 2,
  run: 'a',
  operation: 'state site.sls',
  who: 'ann@laptop',
  started: '2026-03-04T10:12:44.120Z',
  puts: 0,
  deletes: 0,
  calls: 0,
};

describe('the history', () => {
  it('says of the newest run only that it may still go on', () => {
    const runs = [run, { ...run, first: 3, last: 4 }];
    const lines = historyText({ runs, oldest: 1, newest: 4 }, (_style, text) => text).split('\n');
    expect(lines[0]).toContain('interrupted or running');
    expect(lines[1]).toMatch(/ interrupted {2}nothing changed$/);
  });
});
