import { describe, expect, it } from 'vitest';
import type { SlsFiles } from '../../contract/index.js';
import { fakeContext } from '../fake-context.js';
import sls from './sls.js';

describe('sls.run', () => {
  const run = sls.functions['run'];

  it('asks for its files, with every further argument as a param', async () => {
    const asked: SlsFiles[] = [];
    const context = fakeContext({
      extendFromFiles: async (files) => {
        asked.push(files);
        return { added: 1 };
      },
    });
    const args = { name: 'net_a', sls_sources: ['sls.network'], params: ['params.a'], network_name: 'A' };
    expect(await run?.run(context, args)).toEqual({
      result: true,
      comment: 'Added 1 state.',
      changes: {},
      new_state: {
        Status: 'Added 1 states to be run.',
        is_sls_run: true,
        sls_sources: ['sls.network'],
        params: ['params.a'],
        esm_params: { network_name: 'A' },
      },
    });
    expect(asked).toEqual([{ refs: ['sls.network'], paramRefs: ['params.a'], params: { network_name: 'A' } }]);
  });

  it('fails where there are no files', async () => {
    expect(await run?.run(fakeContext(), { name: 'a', sls_sources: ['b'] })).toMatchObject({ result: false });
  });
});
