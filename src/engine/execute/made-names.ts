/** Names that are made from a prefix: new for each thing, and kept by its record. */
import type { EnforcedRecord } from '../../contract/index.js';
import { type Ports, type Unknown, unknown } from '../../kernel/index.js';
import type { EnforcedState } from '../run.js';
import type { ChunkCall } from './call.js';

export interface MadeNames {
  /** The name of the thing of an ESM tag: as recorded, else as an interrupted call was about to give it. Undefined when it has none. */
  known(esmTag: string, prefix: string, record: EnforcedRecord | undefined): string | undefined;
  /** A name for a thing that is to be made in the place of another, or of none. */
  fresh(esmTag: string, prefix: string, instead?: unknown): string;
}

export function createMadeNames(
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  enforced: EnforcedState,
): MadeNames {
  const interrupted = new Map<string, string>();
  for (const { action, esmTag, name } of enforced.openIntents())
    if (name !== undefined && (action === 'create' || action === 'call')) interrupted.set(esmTag, name);
  let last = 0;
  return {
    known: (esmTag, prefix, record) => recordedName(prefix, record) ?? interrupted.get(esmTag),
    fresh: (esmTag, prefix, instead) => {
      const begun = interrupted.get(esmTag);
      if (begun !== undefined && begun !== instead) return begun;
      // The clock counts milliseconds; what is below keeps two machines apart, and two names of one moment.
      last = Math.max(Math.floor(clock.now()) * 1000 + Math.floor(random.fraction() * 1000), last + 1);
      return `${prefix}${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
  };
}

function recordedName(prefix: string, record: EnforcedRecord | undefined): string | undefined {
  const names = [record?.meta.name, record?.state?.name, record?.meta.inputs?.name];
  return names.find((name): name is string => typeof name === 'string' && name.startsWith(prefix));
}

/** What stands for a name in a plan until its thing is made. */
export function unmadeName(): Unknown {
  return unknown('the name is known after applying');
}

/** For records, intents and results: what the thing of a call is called, where its name is made and known. `record` knows better than the call. */
export function madeNameOf(
  { chunk, args }: Pick<ChunkCall, 'chunk' | 'args'>,
  record?: EnforcedRecord,
): { readonly name?: string } {
  if (chunk.namePrefix === undefined) return {};
  const name = record?.meta.name ?? args.name;
  return typeof name === 'string' ? { name } : {};
}
