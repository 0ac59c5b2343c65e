import { describe, expect, it } from 'vitest';
import type { EnforcedRecord } from '../contract/index.js';
import type { Hub } from '../hub/index.js';
import { SourceIndex } from '../kernel/index.js';
import { fakeResource, loadedState } from '../testing/index.js';
import { treeOfRecords } from './state-tree.js';

const { definition } = fakeResource();
const plugin = loadedState(definition);
const hub = {
  load: async (_folder: string, ref: string) => (ref === 'fake.thing' ? plugin : undefined),
} as unknown as Hub;

function record(
  id: string,
  meta: Partial<EnforcedRecord['meta']>,
  state: EnforcedRecord['state'] = {},
): EnforcedRecord {
  return { state, meta: { id, state: 'fake.thing', status: 'complete', ...meta } };
}

function tree(records: Readonly<Record<string, EnforcedRecord>>) {
  return treeOfRecords(new Map(Object.entries(records)), hub, new SourceIndex());
}

describe('a tree of records', () => {
  it('has a chunk for each, bound to what it needed where it took a value from there', async () => {
    const { low, diagnostics } = await tree({
      'fake.thing_|-net_|-net_|-': record('i-1', { inputs: { zone: 'a' } }, { address: '10.0.0.1' }),
      'fake.thing_|-vm_|-vm1_|-': record('i-2', {
        needs: ['fake.thing_|-net_|-net_|-'],
        inputs: { name: 'vm1', tags: { net: 'i-1', other: 'i-7' }, zone: '10.0.0.1' },
        origins: { name: 'given', tags: 'given', zone: 'bound' },
        profile: 'prod',
        protect: true,
      }),
    });
    expect(diagnostics).toEqual([]);
    const [net, vm] = low.chunks;
    expect([net?.declaration.id, net?.declaration.fun, net?.name]).toEqual(['net', 'present', 'net']);
    expect(Object.fromEntries([...(vm?.args ?? [])].map(([name, { value }]) => [name, value]))).toEqual({
      tags: { net: '${fake.thing:net[net]:resource_id}', other: 'i-7' },
      zone: '${fake.thing:net[net]:address}',
    });
    expect(vm?.bindings.map(({ argument, path }) => [argument, path])).toEqual([
      [['tags', 'net'], [{ kind: 'key', key: 'resource_id' }]],
      [['zone'], [{ kind: 'key', key: 'address' }]],
    ]);
    expect(vm?.requisites).toMatchObject([
      { kind: 'require', target: { state: 'fake.thing', pattern: 'net', name: 'net' } },
    ]);
    expect([...(vm?.keywords.keys() ?? [])]).toEqual(['acct_profile', 'protect']);
  });

  it('has the function whose wish is recorded', async () => {
    const { low } = await tree({ 'fake.thing_|-a_|-a_|-': record('i-1', { inputs: {} }, { status: 'BUSY' }) });
    expect(low.chunks[0]?.declaration.fun).toBe('busy');
  });

  it('leaves out what is not kept, and says so', async () => {
    const { low, diagnostics } = await tree({
      'fake.thing_|-a_|-a_|-': record('i-1', { inputs: { size: 1, password: { __secret__: 'hmac-sha256:00' } } }),
      'fake.thing_|-b_|-b_|-': record('i-2', { status: 'incomplete' }, null),
      'cmd_|-c_|-c_|-': record('', { state: 'cmd' }),
    });
    expect(low.chunks.map(({ args }) => [...args.keys()])).toEqual([['size']]);
    expect(diagnostics.map(({ code, summary }) => [code, summary])).toEqual([
      ['operations/not-restored', "'fake.thing_|-a_|-a_|-' is not restored in full: the value of password is not kept"],
      ['operations/not-restored', "'fake.thing_|-b_|-b_|-' is not restored in full: it was not complete"],
      ['operations/not-restored', "'cmd_|-c_|-c_|-' is not restored in full: it is no resource"],
    ]);
  });
});
