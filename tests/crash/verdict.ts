/** Whether state and world agree after a run, and the world with that of an uninterrupted one. */

import { compareWorlds, memoryCloud, seedWorld, type World } from '../../src/clouds/index.js';
import type { Cloud } from '../../src/contract/index.js';
import type { Snapshot } from '../../src/esm/index.js';
import { fakePorts } from '../../src/testing/index.js';

/** Collections in which the tree makes things, and the resources that stand for them. */
const COLLECTIONS = {
  networks: 'cloud.network',
  subnets: 'cloud.subnet',
  storage_volumes: 'cloud.volume',
  instances: 'cloud.instance',
  addresses: 'cloud.address',
} as const;

interface Thing {
  readonly ref: string;
  readonly id: string;
  readonly name: string;
}

export function thingsIn(world: World): Promise<readonly Thing[]> {
  return thingsOf(memoryCloud(fakePorts(), { world }).cloud);
}

export async function thingsOf(cloud: Cloud): Promise<readonly Thing[]> {
  const found: Thing[] = [];
  for (const [collection, ref] of Object.entries(COLLECTIONS)) {
    const things = await cloud[collection as keyof typeof COLLECTIONS]?.list();
    for (const { id, name } of things ?? []) found.push({ ref, id, name });
  }
  return found;
}

/** What they are, without the ids they happened to get. */
export function namesOf(things: readonly Thing[]): string[] {
  return things.map(({ ref, name }) => `${ref} ${name}`).sort();
}

/** What is wrong, one line each; empty when all is well. */
export async function problemsOf(snapshot: Snapshot, world: World, wanted: World): Promise<string[]> {
  return [
    ...(await problemsBetween(snapshot, await thingsIn(world))),
    ...compareWorlds(world, wanted).map((leaf) => `the world differs at ${leaf.path.join(' ')}`),
  ];
}

/** Orphans, duplicates, records of nothing, and what is still open. */
export async function problemsBetween(snapshot: Snapshot, things: readonly Thing[]): Promise<string[]> {
  const seeded = new Set((await thingsIn(seedWorld())).map(keyOf));
  const made = things.filter((one) => !seeded.has(keyOf(one)));
  const recorded = new Map([...snapshot.records].map(([tag, { meta }]) => [`${meta.state} ${meta.id}`, tag]));
  const names = new Map<string, number>();
  for (const { ref, name } of made) names.set(`${ref} ${name}`, (names.get(`${ref} ${name}`) ?? 0) + 1);
  const there = new Set(made.map(keyOf));
  return [
    ...made.filter((one) => !recorded.has(keyOf(one))).map((one) => `orphan ${keyOf(one)} (${one.name})`),
    ...[...names].filter(([, count]) => count > 1).map(([name, count]) => `${count} times ${name}`),
    ...[...recorded].filter(([key]) => !there.has(key)).map(([key, tag]) => `record of nothing: ${tag} ${key}`),
    ...[...snapshot.records]
      .filter(([, { meta }]) => meta.status !== 'complete' || meta.deposed !== undefined)
      .map(([tag]) => `not complete: ${tag}`),
    ...[...snapshot.intents.values()].map(({ action, tag }) => `open intent to ${action} ${tag}`),
  ];
}

function keyOf({ ref, id }: Thing): string {
  return `${ref} ${id}`;
}
