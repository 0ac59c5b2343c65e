import { describe, expect, it } from 'vitest';
import type { ChunkResult } from '../../engine/index.js';
import { Masker, secret, unknown } from '../../kernel/index.js';
import { resultsToJson, shownData } from './results.js';
import { eventLines } from './run-events.js';

const result = {
  tag: { state: 'cloud.key', id: 'deploy', name: 'deploy', fun: 'present' },
  esmTag: 'cloud.key_|-deploy_|-deploy_|-',
  outcome: 'changed',
  result: true,
  comment: ['made with hunter22'],
  changes: {},
  oldState: null,
  newState: { private_key: secret('BEGIN KEY'), id: unknown('known after applying') },
  runNumber: 1,
  startTime: '2026-01-02T03:04:05.000Z',
  totalSeconds: 0.5,
  action: 'create',
  leaves: [],
  slsMeta: { owner: 'me' },
  idMeta: undefined,
  diagnostics: [],
  order: 1,
} satisfies ChunkResult;

function masker(): Masker {
  const made = new Masker();
  made.add(secret('hunter22'));
  return made;
}

describe('results as data', () => {
  it('are records by tag, each with its own META, secrets masked', () => {
    expect(resultsToJson([result], { masker: masker() })).toEqual({
      'cloud.key_|-deploy_|-deploy_|-present': {
        tag: 'cloud.key_|-deploy_|-deploy_|-present',
        esm_tag: 'cloud.key_|-deploy_|-deploy_|-',
        name: 'deploy',
        __id__: 'deploy',
        __run_num: 1,
        result: true,
        outcome: 'changed',
        action: 'create',
        comment: ['made with ********'],
        changes: {},
        old_state: null,
        new_state: { private_key: '********', id: { unknown: 'known after applying' } },
        start_time: '2026-01-02T03:04:05.000Z',
        total_seconds: 0.5,
        sls_meta: { owner: 'me' },
        id_meta: null,
      },
    });
  });

  it('show only the secrets that are to be shown', () => {
    const reveal = new Set([result.newState.private_key]);
    expect(shownData({ a: result.newState.private_key, b: secret('other') }, { masker: masker(), reveal })).toEqual({
      a: 'BEGIN KEY',
      b: '********',
    });
  });

  it('keep integers that fit, and write others as text', () => {
    expect(shownData([1n, 2n ** 70n], { masker: masker() })).toEqual([1, '1180591620717411303424']);
  });

  it('travel in numbered events, masked', () => {
    const line = eventLines({ run: 'run', runName: 'cli', clock: { now: () => 0 }, masker: masker() });
    const noted = JSON.parse(line({ type: 'step-note', tag: 't', level: 'info', message: 'hunter22' }) ?? '') as object;
    expect(noted).toMatchObject({
      v: 1,
      seq: 1,
      time: '1970-01-01T00:00:00.000Z',
      run: 'run',
      body: { message: '********' },
    });
    expect(line({ type: 'chunk-ended', result })).not.toMatch(/hunter22|BEGIN KEY/);
  });
});
