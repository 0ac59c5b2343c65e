/** Brings what is remembered up to what is there: reads the world, and writes records. Nothing in the world changes. */

import type { EnforcedRecord } from '../../contract/index.js';
import type { RecordChange, Session } from '../../esm/index.js';
import type { Loaded } from '../../hub/index.js';
import { type Diagnostic, esmTagText, parseTag } from '../../kernel/index.js';
import { accountProfile } from '../accounts/account-profile.js';
import { type InSessionRequest, inSession } from '../enforced/esm-session.js';
import { comparePuts, type RecordPut } from '../enforced/record-puts.js';
import { cannotBeRead, describingEnvironment } from './describe-resources.js';
import { matchStateRefs } from './state-patterns.js';

export interface RefreshRequest extends InSessionRequest {
  /** State refs, globs, or regular expressions between slashes; none: everything. */
  readonly patterns: readonly string[];
  /** Only say what would be written. */
  readonly test: boolean;
  /** Write nothing when a state cannot be read. */
  readonly hardFail: boolean;
  readonly phase: (text: string) => void;
}

export interface Refreshed {
  /** Records that were not right, and things that had none. */
  readonly changes: readonly RecordChange[];
  readonly unchanged: readonly string[];
  /** ESM tags of records whose things are not there any more. The records stay: the next run of their tree makes the things again. */
  readonly gone: readonly string[];
  /** A state that cannot be read is an error here; the others are refreshed all the same. */
  readonly diagnostics: readonly Diagnostic[];
}

type Resource = Extract<Loaded<'states'>, { kind: 'resource' }>;

/** Throws a `DiagnosticError` when a pattern matches no state, and when the lock cannot be had. */
export async function refreshRecords(request: RefreshRequest): Promise<Refreshed> {
  const { services, patterns, test } = request;
  const refs = matchStateRefs(services.hub, patterns);
  return await inSession(request, ['refresh', ...patterns].join(' '), async (session) => {
    const known = new Known(session, await accountProfile(services));
    const read: RecordPut[] = [];
    const gone: string[] = [];
    const diagnostics: Diagnostic[] = [...session.diagnostics];
    for (const [at, { ref }] of refs.entries()) {
      request.phase(`reading ${ref} (${at + 1} of ${refs.length}); ${read.length} read`);
      try {
        const plugin = await services.hub.load('states', ref);
        if (plugin?.kind !== 'resource' || plugin.definition.list === undefined) continue;
        const found = await readKind(request, plugin, known);
        read.push(...found);
        const seen = new Set(found.map(({ esmTag }) => esmTag));
        if (plugin.definition.listing === 'complete') gone.push(...known.tagsOf(ref).filter((tag) => !seen.has(tag)));
      } catch (thrown) {
        request.signal.throwIfAborted();
        diagnostics.push(...cannotBeRead(ref, thrown, services));
        if (request.hardFail) return { changes: [], unchanged: [], gone: [], diagnostics };
      }
    }
    const { changes, puts, unchanged } = comparePuts(read, session);
    const frames = puts.map((put) => ({ type: 'put', ...put }) as const);
    if (!test && frames.length > 0) await session.append(frames, 'durable');
    return { changes, unchanged, gone: gone.sort(), diagnostics };
  });
}

async function readKind(
  { services, signal }: RefreshRequest,
  plugin: Resource,
  known: Known,
): Promise<readonly RecordPut[]> {
  const { labelled, listResource, observedRecord, thingsOf } = await import('../../engine/index.js');
  const { definition } = plugin;
  const profile = await accountProfile(services);
  const env = await describingEnvironment(services, signal);
  const things = await listResource(plugin, env, profile === undefined ? {} : { profile });
  const time = new Date(services.ports.clock.now()).toISOString();
  const described = thingsOf(definition, things);
  return things.flatMap((thing, at) => {
    const base = { definition, thing, profile, time };
    const recorded = known.of(definition.ref, thing.id);
    if (recorded.length > 0)
      return recorded.map(({ esmTag, record }) => ({ esmTag, record: observedRecord({ ...base, before: record }) }));
    const entry = described[at];
    if (entry === undefined) return [];
    const { label, args } = labelled(entry, known.ids);
    const name = typeof args['name'] === 'string' && !args['name'].includes('_|-') ? args['name'] : label;
    const esmTag = esmTagText({ state: definition.ref, id: label, name });
    return [{ esmTag, record: observedRecord({ ...base, before: undefined }) }];
  });
}

interface KnownRecord {
  readonly esmTag: string;
  readonly record: EnforcedRecord;
}

/** What is recorded of one account, by state and id. */
class Known {
  /** IDs that are taken. */
  readonly ids = new Set<string>();
  readonly #byId = new Map<string, KnownRecord[]>();
  readonly #byState = new Map<string, string[]>();

  constructor(session: Session, profile = 'default') {
    for (const [esmTag, record] of session.entries()) {
      const tag = parseTag(esmTag);
      if (tag === undefined) continue;
      this.ids.add(tag.id);
      const id = record.state?.['resource_id'] ?? record.meta.id;
      if ((record.meta.profile ?? 'default') !== profile || typeof id !== 'string') continue;
      append(this.#byId, `${tag.state}\n${id}`, { esmTag, record });
      append(this.#byState, tag.state, esmTag);
    }
  }

  of(state: string, id: string): readonly KnownRecord[] {
    return this.#byId.get(`${state}\n${id}`) ?? [];
  }

  tagsOf(state: string): readonly string[] {
    return this.#byState.get(state) ?? [];
  }
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
