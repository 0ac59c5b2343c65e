/** Reading a world: one thing by its id, or all that match a filter. */
import { getIn } from './persistent-map.js';
import { idsNamed, type Kind, type Row, rowOf, rowsOf, shown, type Things, type World } from './world.js';

export type Filter = Readonly<Record<string, string>>;

export function find<K extends Kind>(world: World, kind: K, id: string, now: number): Things[K] | undefined {
  const row = rowOf(world, kind, id);
  return row && shown(kind, row, now);
}

/** In order of creation. Id, token and name are looked up; what else is asked for is compared one by one. */
export function findAll<K extends Kind>(world: World, kind: K, filter: Filter, now: number): Things[K][] {
  const rows = candidates(world, kind, filter);
  const things = rows.map((row) => shown(kind, row, now));
  return matching(things, filter);
}

/** Compares text forms exactly. A filter that the things do not have is ignored. */
export function matching<T extends object>(things: readonly T[], filter: Filter): T[] {
  const asked = Object.entries(filter);
  if (asked.length === 0) return [...things];
  return things.filter((thing) =>
    asked.every(([name, value]) => matches((thing as Record<string, unknown>)[name], value)),
  );
}

function matches(found: unknown, asked: string): boolean {
  if (found === undefined || (typeof found === 'object' && found !== null)) return true;
  return String(found ?? '') === asked;
}

function candidates<K extends Kind>(world: World, kind: K, { id, token, name }: Filter): Row<K>[] {
  const made = token === undefined ? undefined : getIn(world.tokens, token);
  if (token !== undefined && made?.kind !== kind) return [];
  const ids =
    id !== undefined
      ? [id]
      : made !== undefined
        ? [made.id]
        : name !== undefined
          ? idsNamed(world, kind, name)
          : undefined;
  if (ids === undefined) return rowsOf(world, kind);
  const rows = ids.map((one) => rowOf(world, kind, one)).filter((row) => row !== undefined);
  return rows.filter((row) => made === undefined || row.value.id === made.id).sort((a, b) => a.number - b.number);
}
