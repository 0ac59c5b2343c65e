import { describe, expect, it } from 'vitest';
import type { StateMap } from '../contract/index.js';
import { fromStateMap, migrateStateMap } from './index.js';
import { stateMapMigrations } from './migrations.js';

/** What each numbered function was given when it was written, and what it made of it. Never to be changed. */
const golden: readonly { readonly from: number; readonly input: StateMap; readonly output: StateMap }[] = [
  {
    from: 2,
    input: {
      'aws.ec2.vpc_|-net_|-net_|-': { name: 'main', resource_id: 'vpc-1' },
      'aws.ec2.subnet_|-a_|-a_|-': { name: 'a', resource_id: 'subnet-1' },
      'test_|-many_|-one_|-': { name: 'one' },
      'test_|-no_name_|-no_name_|-': { count: 1 },
      'test_|-taken_|-taken_|-': { name: 'x' },
      'test_|-taken_|-x_|-': { name: 'x' },
      __esm_metadata__: { version: [2, 0, 0], other: true },
    },
    output: {
      'aws.ec2.vpc_|-net_|-main_|-': { name: 'main', resource_id: 'vpc-1' },
      'aws.ec2.subnet_|-a_|-a_|-': { name: 'a', resource_id: 'subnet-1' },
      'test_|-many_|-one_|-': { name: 'one' },
      'test_|-no_name_|-no_name_|-': { count: 1 },
      'test_|-taken_|-taken_|-': { name: 'x' },
      'test_|-taken_|-x_|-': { name: 'x' },
      __esm_metadata__: { version: [1, 0, 0], other: true },
    },
  },
];

describe('migrations', () => {
  it.each(golden)('make of version $from what they always made of it', ({ from, input, output }) => {
    const before = structuredClone(input);
    expect(stateMapMigrations.find((step) => step.from === from)?.migrate(input)).toEqual(output);
    expect(input).toEqual(before);
    expect(migrateStateMap(input)).toMatchObject({
      map: output,
      diagnostics: [{ severity: 'note', code: 'esm/migrated' }],
    });
  });

  it('have a golden input for every number', () => {
    expect(golden.map(({ from }) => from)).toEqual(stateMapMigrations.map(({ from }) => from));
  });

  it('leave version 1, maps without a version, and our own alone', () => {
    for (const metadata of [{ version: [1, 0, 0] }, {}, { version: [2, 0, 0], holdfast: { format: 1 } }]) {
      const map = { 'test_|-a_|-a_|-': { name: 'b' }, __esm_metadata__: metadata };
      expect(migrateStateMap(map)).toEqual({ map, diagnostics: [] });
    }
  });

  it('refuse what is newer', () => {
    expect(() => fromStateMap(migrateStateMap({ __esm_metadata__: { version: [3, 0, 0] } }).map, 'x')).toThrow(
      /format version 3\.0\.0/,
    );
  });
});
