/** What two worlds mean: the same things, whatever ids and times they got. */
import { diff, type LeafChange } from '../../kernel/index.js';
import { KINDS, type Kind, rowsOf, shown, type World } from './world.js';

/** A world may be kept and gone on from without copying anything, because nothing in it ever changes. */
export function copyWorld(world: World): World {
  return world;
}

/**
 * Every leaf in which two worlds differ, as `['instances', 'web1', 'state']`. Ids, times, tokens and what follows from them do
 * not count; things are matched by name, those without a name or with the same one in the order of their creation. Instances
 * in transition count as arrived.
 */
export function compareWorlds(left: World, right: World): LeafChange[] {
  return left.tables === right.tables ? [] : diff(meaningOf(left), meaningOf(right), { unordered: true });
}

/** Arguments that name another thing, and of which collection. */
const REFERENCES: Readonly<Record<string, Kind>> = {
  image_id: 'images',
  instance_id: 'instances',
  network_id: 'networks',
  subnet_id: 'subnets',
  attached_to: 'instances',
  associated_with: 'instances',
};

/** What follows from ids and times, or is said by another thing already. */
const LEFT_OUT = new Set([
  'id',
  'ip',
  'creation_time',
  'launch_time',
  'created',
  'actions',
  'public_addresses',
  'private_addresses',
  'subnets',
  'storage_volumes',
]);

type Meaning = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function meaningOf(world: World): Meaning {
  const labels = new Map(KINDS.map((kind) => [kind, labelsOf(world, kind)]));
  const meaning: Record<string, Record<string, unknown>> = {};
  for (const kind of KINDS) {
    const things: Record<string, unknown> = {};
    for (const row of rowsOf(world, kind)) {
      const thing = shown(kind, row, Number.POSITIVE_INFINITY);
      things[labels.get(kind)?.get(thing.id) ?? thing.id] = meaningOfThing(thing, labels);
    }
    meaning[kind] = things;
  }
  return meaning;
}

function meaningOfThing(
  thing: object & { readonly id: string; readonly name: string },
  labels: ReadonlyMap<Kind, ReadonlyMap<string, string>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(thing)) {
    if (LEFT_OUT.has(field) || (field === 'name' && thing.name === thing.id)) continue;
    const target = REFERENCES[field];
    // What refers to a thing that is gone still says that it does.
    kept[field] =
      target === undefined || typeof value !== 'string' ? value : (labels.get(target)?.get(value) ?? '(gone)');
  }
  return kept;
}

/** Id to name, made unique. */
function labelsOf(world: World, kind: Kind): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  const labels = new Map<string, string>();
  for (const { value } of rowsOf(world, kind)) {
    const name = value.name === value.id ? '' : value.name;
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    labels.set(value.id, before === 0 && name !== '' ? name : `${name}#${before + 1}`);
  }
  return labels;
}
