import { describe, expect, it } from 'vitest';
import type { EnforcedRecord } from '../../contract/index.js';
import type { Hub } from '../../hub/index.js';
import { revealDeep, SourceIndex, secret } from '../../kernel/index.js';
import { fakeResource, loadedState } from '../../testing/index.js';
import { treeOfRecords } from './state-tree.js';

const { definition } = fakeResource();
const plugin = loadedState(definition);
const hub = {
  load: async (_folder: string, ref: string) =>
    ref === 'fake.thing' ? plugin : ref === 'cmd' ? { kind: 'state-functions' } : undefined,
} as unknown as Hub;

function record(
  id: string,
  meta: Partial<EnforcedRecord['meta']>,
  state: EnforcedRecord['state'] = {},
): EnforcedRecord {
  return { state, meta: { id, state: 'fake.thing', status: 'complete', ...meta } };
}

type Recorded = Readonly<Record<string, EnforcedRecord>>;

function tree(records: Recorded, now: Recorded = {}, known: Readonly<Record<string, string>> = {}) {
  return treeOfRecords({
    records: new Map(Object.entries(records)),
    now: new Map(Object.entries(now)),
    secrets: { find: ({ __secret__: digest }) => (known[digest] === undefined ? undefined : secret(known[digest])) },
    hub,
    sources: new SourceIndex(),
  });
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
    const { low, diagnostics, leftAlone } = await tree({
      'fake.thing_|-a_|-a_|-': record('i-1', { inputs: { size: 1, password: { __secret__: 'hmac-sha256:00' } } }),
      'fake.thing_|-b_|-b_|-': record('i-2', { status: 'incomplete' }, null),
      'gone_|-c_|-c_|-': record('', { state: 'gone' }),
    });
    expect(low.chunks.map(({ args }) => [...args.keys()])).toEqual([['size']]);
    expect([...leftAlone]).toEqual(['fake.thing_|-b_|-b_|-', 'gone_|-c_|-c_|-']);
    expect(diagnostics.map(({ severity, code, summary }) => [severity, code, summary])).toEqual([
      ['warning', 'operations/not-restored', "'fake.thing_|-b_|-b_|-' is not restored in full: it was not complete"],
      [
        'warning',
        'operations/not-restored',
        "'gone_|-c_|-c_|-' is not restored in full: there is no such state any more",
      ],
      [
        'warning',
        'operations/not-restored',
        "'fake.thing_|-a_|-a_|-' is not restored in full: the value of password is not kept",
      ],
    ]);
  });

  it('brings back secrets that are bound, sealed somewhere, or still what they were', async () => {
    const marker = (digest: string) => ({ __secret__: digest });
    const made = record('i-1', { inputs: {} }, { password: { ...marker('d1'), __sealed__: 'x' } });
    const uses = (inputs: Readonly<Record<string, unknown>>) =>
      record('i-2', { needs: ['fake.thing_|-made_|-made_|-'], inputs, origins: { password: 'bound' } });
    const { low, diagnostics } = await tree(
      {
        'fake.thing_|-made_|-made_|-': made,
        'fake.thing_|-b_|-b_|-': uses({ password: marker('d1') }),
        'fake.thing_|-s_|-s_|-': record('i-3', {
          inputs: { password: marker('d2'), tags: { a: marker('d2'), b: 'x' } },
        }),
        'fake.thing_|-n_|-n_|-': record('i-4', { inputs: { password: marker('d3') } }),
        'fake.thing_|-h_|-h_|-': record('i-5', { inputs: { tags: { a: marker('d2'), b: marker('d4') } } }),
      },
      { 'fake.thing_|-n_|-n_|-': record('i-4', { inputs: { password: marker('d3') } }) },
      { d2: 'hunter2' },
    );
    const args = low.chunks.map((chunk) =>
      Object.fromEntries([...chunk.args].map(([name, { value }]) => [name, revealDeep(value)])),
    );
    expect(args).toEqual([
      {},
      { password: '${fake.thing:made[made]:password}' },
      { password: 'hunter2', tags: { a: 'hunter2', b: 'x' } },
      {},
      {},
    ]);
    expect(low.chunks.map(({ bindings }) => bindings.length)).toEqual([0, 1, 0, 0, 0]);
    expect(diagnostics.map(({ about }) => about)).toEqual(['fake.thing_|-h_|-h_|-']);
  });

  it('waits only for what has a chunk', async () => {
    const { low } = await tree({
      'cmd_|-a_|-a_|-': record('', { state: 'cmd' }, { out: 'x' }),
      'fake.thing_|-b_|-b_|-': record('i-1', {
        needs: ['cmd_|-a_|-a_|-'],
        inputs: { zone: 'x' },
        origins: { zone: 'bound' },
      }),
    });
    expect(low.chunks.map(({ requisites, bindings, args }) => [requisites, bindings, args.get('zone')?.value])).toEqual(
      [[[], [], 'x']],
    );
  });

  it('brings back the records of functions that are no resources, where they differ', async () => {
    const then = record('', { state: 'cmd' }, { x: 1 });
    const records = { 'cmd_|-a_|-a_|-': then, 'cmd_|-b_|-b_|-': then };
    const restored = await tree(records, { 'cmd_|-b_|-b_|-': record('', { state: 'cmd' }, { x: 1 }) });
    expect([...restored.records]).toEqual([['cmd_|-a_|-a_|-', then]]);
    expect([...restored.leftAlone]).toEqual(Object.keys(records));
    expect(restored.diagnostics).toMatchObject([{ severity: 'note', about: 'cmd_|-a_|-a_|-' }]);
  });
});
