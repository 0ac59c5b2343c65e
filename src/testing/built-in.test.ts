/** Every resource that comes in the box passes the suite for resources. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { memoryCloud } from '../clouds/index.js';
import { kindOf, type ResourceDefinition } from '../contract/index.js';
import { fakePorts, memoryFiles, type ResourceCase, type ResourceWorld, resourceSuite, type TestApi } from './index.js';

const api: TestApi = { describe, it, expect };

type Case = Omit<ResourceCase, 'name' | 'fresh'>;

/** By ref. */
const cases: Readonly<Record<string, Case>> = {
  'cloud.address': { args: {} },
  'cloud.image': {
    args: { instance_id: 'inst1', description: 'golden' },
    changed: { description: 'silver' },
    tokens: true,
  },
  'cloud.instance': {
    args: { hardware_profile: 'm1-small' },
    changed: { tags: { a: '1' } },
    replaced: { realm_id: 'eu' },
    tokens: true,
  },
  'cloud.key': { args: {}, tokens: true },
  'cloud.network': {
    args: { address_block: '10.7.0.0/16' },
    changed: { tags: { a: '1' } },
    replaced: { address_block: '10.8.0.0/16' },
    tokens: true,
  },
  'cloud.subnet': {
    args: { network_id: 'net1', address_block: '192.168.9.0/24' },
    changed: { tags: { a: '1' } },
    tokens: true,
  },
  'cloud.volume': { args: { capacity: 3 }, changed: { capacity: 4 }, replaced: { capacity: 2 }, tokens: true },
  directory: { thing: '/srv/d', args: {}, changed: { mode: '0700' } },
  file: { thing: '/srv/f', args: { contents: 'hello' }, changed: { contents: 'bye' } },
  symlink: { thing: '/srv/l', args: { target: '/srv/x' }, changed: { target: '/srv/z' } },
};

async function fresh(definition: ResourceDefinition): Promise<ResourceWorld> {
  const files = memoryFiles({ '/srv/x': 'a' });
  const ports = fakePorts({ files });
  const { cloud } = memoryCloud(ports);
  return { definition, ports, services: { cloud: async () => cloud }, snapshot: () => files.writes };
}

const folder = fileURLToPath(new URL('../plugins/states/', import.meta.url));
const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
);
const definitions = await Promise.all(
  modules.sort().map(async (path) => {
    const specifier = `../plugins/states/${path.replace(/\.ts$/, '.js')}`;
    return ((await import(/* @vite-ignore */ specifier)) as { default: ResourceDefinition }).default;
  }),
);
const resources = definitions.filter((definition) => kindOf(definition) === 'resource');

describe('resources in the box', () => {
  it('all have a case, and all cases have a resource', () => {
    expect(Object.keys(cases).sort()).toEqual(resources.map((definition) => definition.ref).sort());
  });
});

for (const definition of resources) {
  resourceSuite(api, { args: {}, ...cases[definition.ref], name: definition.ref, fresh: () => fresh(definition) });
}
