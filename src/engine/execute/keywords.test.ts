import { describe, expect, it } from 'vitest';
import { NO_POS, SourceIndex, SourceText } from '../../kernel/index.js';
import { chunkRunner, fakeResource } from '../../testing/index.js';
import { durationOf, durationText } from './duration.js';
import { NO_KEYWORDS, parseKeywords } from './keywords.js';

const runner = chunkRunner(fakeResource().definition);
const chunkWith = (keywords: Readonly<Record<string, unknown>>) => runner.call({ fun: 'present', keywords }).chunk;
const parsed = (keywords: Readonly<Record<string, unknown>>) => parseKeywords(chunkWith(keywords));

describe('parseKeywords', () => {
  it('gives the one shared constant to chunks without keywords', () => {
    expect(parsed({}).keywords).toBe(NO_KEYWORDS);
    expect(parsed({ order: 3, require: [] }).keywords).toBe(NO_KEYWORDS);
    expect(parsed({ timeout: null }).keywords).toBe(NO_KEYWORDS);
  });

  it.each([
    {
      name: 'command',
      given: { onlyif: 'test -d /a' },
      want: { onlyif: [{ kind: 'command', command: 'test -d /a' }] },
    },
    { name: 'the command true', given: { unless: true }, want: { unless: [{ kind: 'command', command: 'true' }] } },
    {
      name: 'list of conditions',
      given: { unless: ['a', { exec: 'test.ping', args: { x: 1 } }] },
      want: {
        unless: [
          { kind: 'command', command: 'a' },
          { kind: 'exec', ref: 'test.ping', args: { x: 1 } },
        ],
      },
    },
    { name: 'one path', given: { creates: '/a' }, want: { creates: ['/a'] } },
    {
      name: 'retry true',
      given: { retry: true },
      want: { retry: { attempts: 2, interval: 30_000, splay: 0, until: undefined } },
    },
    { name: 'retry false', given: { retry: false }, want: { retry: undefined } },
    {
      name: 'retry count',
      given: { retry: 5 },
      want: { retry: { attempts: 5, interval: 30_000, splay: 0, until: undefined } },
    },
    {
      name: 'retry mapping',
      given: { retry: { attempts: 3, interval: '10s', splay: 2, until: 'new_state:status == RUNNING' } },
      want: {
        retry: { attempts: 3, interval: 10_000, splay: 2000, until: { kind: 'compare', not: false, value: 'RUNNING' } },
      },
    },
    {
      name: 'retry as elsewhere',
      given: { retry: { attempts: 3, until: true } },
      want: { retry: { until: { kind: 'result', value: true } } },
    },
    { name: 'timeout', given: { timeout: '1m30s' }, want: { timeout: 90_000 } },
    { name: 'delay', given: { delay: 0.5 }, want: { delay: 500 } },
    { name: 'switches', given: { noop: true, protect: true }, want: { noop: true, protect: true } },
    { name: 'profile', given: { acct_profile: 'prod' }, want: { profile: 'prod' } },
    { name: 'sensitive', given: { sensitive: ['a'] }, want: { sensitive: ['a'] } },
    {
      name: 'paths',
      given: { ignore_changes: ['a:b[0]'] },
      want: {
        ignoreChanges: [
          [
            { kind: 'key', key: 'a' },
            { kind: 'key', key: 'b' },
            { kind: 'index', index: 0 },
          ],
        ],
      },
    },
    { name: 'recreate', given: { recreate_on_update: {} }, want: { recreate: { createBeforeDestroy: false } } },
  ])('reads $name', ({ given, want }) => {
    const { keywords, diagnostics } = parsed(given);
    expect(diagnostics).toEqual([]);
    expect(keywords).toMatchObject(want);
  });

  it.each([
    { name: 'onlyif', given: { onlyif: 3 } },
    { name: 'onlyif without exec', given: { onlyif: { args: {} } } },
    { name: 'creates', given: { creates: [''] } },
    { name: 'retry', given: { retry: 'often' } },
    { name: 'no attempts', given: { retry: { attempts: 0 } } },
    { name: 'strange member of retry', given: { retry: { times: 3 } } },
    { name: 'until', given: { retry: { until: 'status == 3' } } },
    { name: 'timeout', given: { timeout: 'soon' } },
    { name: 'negative timeout', given: { timeout: -1 } },
    { name: 'delay', given: { delay: [] } },
    { name: 'noop', given: { noop: 'yes' } },
    { name: 'protect', given: { protect: 1 } },
    { name: 'ignore_changes', given: { ignore_changes: 'tags' } },
    { name: 'path', given: { ignore_changes: ['a[x]'] } },
    { name: 'sensitive', given: { sensitive: 'password' } },
    { name: 'acct_profile', given: { acct_profile: 3 } },
    { name: 'recreate_on_update', given: { recreate_on_update: true } },
  ])('refuses an ill-formed $name', ({ given }) => {
    const { diagnostics } = parsed(given);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'call/bad-keyword',
      hints: [expect.stringContaining('write `')],
    });
  });

  it('says where', () => {
    const sources = new SourceIndex();
    const file = sources.add(new SourceText('site.sls', 'web:\n  a.b:\n    - retry: often\n'));
    const chunk = {
      ...chunkWith({}),
      keywords: new Map([['retry', { value: 'often', at: sources.pos(file, 18), valueAt: NO_POS }]]),
    };
    expect(parseKeywords(chunk, sources).diagnostics[0]?.span).toEqual({
      file: 'site.sls',
      line: 3,
      column: 7,
      endLine: 3,
      endColumn: 12,
    });
  });
});

describe('durations', () => {
  it.each([
    [30, 30_000],
    ['30', 30_000],
    ['250ms', 250],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1.5s', 1500],
    ['', undefined],
    ['5 parsecs', undefined],
    [Number.NaN, undefined],
    [true, undefined],
  ])('%s', (given, want) => expect(durationOf(given)).toBe(want));

  it.each([
    [20, '20 ms'],
    [30_000, '30 s'],
    [300_000, '5 min'],
    [90_000, '1 min 30 s'],
  ])('%s is %s', (given, want) => expect(durationText(given)).toBe(want));
});
