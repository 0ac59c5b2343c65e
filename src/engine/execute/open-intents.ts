/** What an interrupted run left behind: each call whose effect is unknown is looked up before anything else is done. */
import { setMaxListeners } from 'node:events';
import type {
  EnforcedRecord,
  Identity,
  Intent,
  JournalFrame,
  Observation,
  ResourceContext,
  ResourceDefinition,
} from '../../contract/index.js';
import type { Loaded } from '../../hub/index.js';
import { type Diagnostic, DiagnosticError, equal, parseTag, secret } from '../../kernel/index.js';
import type { ExecuteEnvironment } from './call.js';
import { timeText } from './call-facts.js';
import { callCodes } from './codes.js';
import { resourceContext } from './contexts.js';
import { pause } from './interrupt.js';
import { firstComponent, providerOf, stateFunctionOf } from './signature.js';

type Resolution =
  | { readonly kind: 'frames'; readonly frames: readonly JournalFrame[] }
  | { readonly kind: 'undecided'; readonly why: string };

/**
 * Resolves every open intent by looking the thing up: it is adopted into the record, or the intent is closed as without effect. What cannot be
 * decided is returned, and stops only the chunks of that ESM tag (`env.undecided`).
 */
export async function resolveOpenIntents(env: ExecuteEnvironment): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  const signal = AbortSignal.any([env.options.stop, env.options.abort]);
  setMaxListeners(0, signal);
  const ofOneThing = new Map<string, Intent[]>();
  for (const intent of env.enforced.openIntents()) {
    const others = ofOneThing.get(intent.esmTag);
    if (others === undefined) ofOneThing.set(intent.esmTag, [intent]);
    else others.push(intent);
  }
  // All at once: reads that may lag are waited for together, and the provider's own limits hold anyway.
  await Promise.all(
    [...ofOneThing.values()].map(async (intents) => {
      for (const intent of intents) {
        const resolution = await resolve(intent, env, signal);
        if (signal.aborted) return;
        if (resolution.kind === 'frames') {
          await env.journal.before(resolution.frames);
          continue;
        }
        const diagnostic = undecided(intent, resolution.why);
        env.undecided.set(intent.esmTag, diagnostic);
        found.push(diagnostic);
      }
    }),
  );
  return found;
}

function undecided(intent: Intent, why: string): Diagnostic {
  const what = intent.action === 'call' ? 'call' : `${intent.action} it`;
  return {
    severity: 'error',
    code: callCodes.code('undecided'),
    summary: `a run was interrupted while it was to ${what}, and whether it did is not known`,
    detail: [`${intent.ref}, begun ${intent.time}`, why].join('\n'),
    hints: [
      `\`holdfast esm recover\` shows what is known of it, and how to decide it`,
      intent.action === 'call'
        ? `it may be called again: \`holdfast esm recover retry ${intent.token}\``
        : `it is there: \`holdfast esm recover adopt ${intent.token} ID\``,
      `it is not, or is taken care of: \`holdfast esm recover discard ${intent.token}\``,
    ],
    about: intent.tag,
  };
}

async function resolve(intent: Intent, env: ExecuteEnvironment, signal: AbortSignal): Promise<Resolution> {
  try {
    const plugin = await env.services.hub.load('states', intent.ref);
    if (plugin === undefined) return { kind: 'undecided', why: `there is no plugin ${intent.ref} any more` };
    if (plugin.kind === 'state-functions') return resolveCall(intent, plugin);
    // What an update left undone is seen by the next look at the thing.
    if (intent.action === 'update') return settled(intent, 'done');
    return await resolveThing(intent, plugin.definition, env, signal);
  } catch (thrown) {
    return {
      kind: 'undecided',
      why: env.services.masker.mask(thrown instanceof Error ? thrown.message : String(thrown)),
    };
  }
}

function settled(intent: Intent, effect: 'done' | 'none', frames: readonly JournalFrame[] = []): Resolution {
  return { kind: 'frames', frames: [...frames, { type: 'settled', token: intent.token, effect }] };
}

function resolveCall(intent: Intent, plugin: Loaded<'states'>): Resolution {
  const fun = parseTag(intent.tag)?.fun ?? '';
  const definition = stateFunctionOf(plugin, fun);
  if (definition?.interrupted === 'rerun') return settled(intent, 'none');
  return { kind: 'undecided', why: `${intent.ref}.${fun} does not say that it may be called again` };
}

async function resolveThing(
  intent: Intent,
  definition: ResourceDefinition,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<Resolution> {
  const record = env.enforced.get(intent.esmTag);
  const identity = identityOf(intent, definition, record);
  if (identity === undefined) return { kind: 'undecided', why: 'nothing is known by which the thing could be found' };
  const seen = await lookUpApart(intent, definition, identity, record, env, signal);
  if (seen.kind === 'ambiguous') return { kind: 'undecided', why: `several match: ${seen.ids.join(', ')}` };
  if (intent.action === 'remove') {
    return seen.kind === 'absent' ? settled(intent, 'done', [withoutRemoved(intent, record)]) : settled(intent, 'none');
  }
  if (seen.kind === 'absent') {
    if (intent.bornId !== undefined) return settled(intent, 'done', forgetBorn(intent, record));
    env.unmade.set(intent.esmTag, intent);
    return settled(intent, 'none');
  }
  if (seen.id === undefined)
    return { kind: 'undecided', why: 'the thing is changing by itself and does not tell its id yet' };
  if (seen.kind === 'present' && seen.ours === false) return settled(intent, 'none');
  // A thing that was there before the interrupted creation is not its effect.
  if (record?.meta.id === seen.id) return settled(intent, 'done');
  return settled(intent, 'done', [
    { type: 'put', esmTag: intent.esmTag, record: adopted(intent, definition, seen.id, seen.state ?? {}, record, env) },
  ]);
}

/** A replaced thing goes while the record is of the one in its place; otherwise the record goes with the thing. */
function withoutRemoved(intent: Intent, record: EnforcedRecord | undefined): JournalFrame {
  const deposed = record?.meta.deposed ?? [];
  const left = deposed.filter(({ identity }) => !equal(identity, intent.identity));
  if (record === undefined || left.length === deposed.length) return { type: 'delete', esmTag: intent.esmTag };
  const { deposed: _gone, ...meta } = record.meta;
  const kept = { ...meta, ...(left.length === 0 ? {} : { deposed: left }) };
  return { type: 'put', esmTag: intent.esmTag, record: { ...record, meta: kept } };
}

/** It was born and is gone again: an incomplete record of it says nothing any more. */
function forgetBorn(intent: Intent, record: EnforcedRecord | undefined): readonly JournalFrame[] {
  return record?.meta.id === intent.bornId && record?.meta.status === 'incomplete'
    ? [{ type: 'delete', esmTag: intent.esmTag }]
    : [];
}

/** By the id it was born with, else as the intent says. */
function identityOf(
  intent: Intent,
  definition: ResourceDefinition,
  record: EnforcedRecord | undefined,
): Identity | undefined {
  const args = { name: intent.name ?? parseTag(intent.tag)?.name ?? '', ...record?.meta.inputs, ...intent.identity };
  const oldState = record?.state ?? null;
  if (intent.bornId !== undefined) {
    const born = definition.identity.of(args, { resource_id: intent.bornId, token: intent.token, oldState });
    if (born !== undefined) return born;
  }
  return intent.identity;
}

/** Several of one name may be the new thing and those it was to replace, which the record knows. */
async function lookUpApart(
  intent: Intent,
  definition: ResourceDefinition,
  identity: Identity,
  record: EnforcedRecord | undefined,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<Observation> {
  const seen = await lookUp(intent, definition, identity, env, signal);
  if (seen.kind !== 'ambiguous' || intent.action !== 'create') return seen;
  const known = new Set([record?.meta.id, ...(record?.meta.deposed ?? []).map(({ id }) => id)]);
  const [other, ...more] = seen.ids.filter((id) => !known.has(id));
  if (other === undefined || more.length > 0) return seen;
  const byId = definition.identity.of({ ...record?.meta.inputs }, { resource_id: other, oldState: null });
  return byId === undefined ? seen : await lookUp(intent, definition, byId, env, signal);
}

/** An absent thing may only be too new to be seen: it is looked for as long as the resource says that reads may lag. */
async function lookUp(
  intent: Intent,
  definition: ResourceDefinition,
  identity: Identity,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<Observation> {
  const { clock } = env.services.ports;
  const ctx = await readContext(intent, env);
  const question = {
    definition,
    provider: intent.provider ?? providerOf(definition, {}),
    profile: intent.profile,
    identity,
    ctx,
    for: intent.tag,
    fresh: true,
  };
  const end = clock.monotonic() + (definition.consistency?.settle ?? 0);
  for (let wait = 50; ; wait = Math.min(2000, wait * 2)) {
    const { observation } = await env.world.observe(question);
    const enough = observation.kind !== 'absent' || observation.certain === true || intent.action === 'remove';
    if (enough || clock.monotonic() >= end) return observation;
    await pause(clock, wait, signal);
  }
}

async function readContext(intent: Intent, env: ExecuteEnvironment): Promise<ResourceContext> {
  const account = await env.contexts.account(firstComponent(intent.ref), intent.profile);
  const base = env.contexts.forPlugin(intent.tag, account, intent.profile, env.options.abort);
  return resourceContext(base, intent.token, () => undefined);
}

/** The record of a thing that an interrupted creation made; incomplete until its chunk is carried out again. */
function adopted(
  intent: Intent,
  definition: ResourceDefinition,
  id: string,
  observed: Readonly<Record<string, unknown>>,
  record: EnforcedRecord | undefined,
  env: ExecuteEnvironment,
): EnforcedRecord {
  const state: Record<string, unknown> = { resource_id: id };
  for (const [name, value] of Object.entries(observed)) {
    if (value !== undefined)
      state[name] = value !== null && definition.fields[name]?.secret === true ? secret(value) : value;
  }
  const deposed = [...(record?.meta.deposed ?? []), ...replacedBy(id, definition, record)];
  return {
    state,
    meta: {
      id,
      state: intent.ref,
      ...(intent.name === undefined ? {} : { name: intent.name }),
      ...(intent.profile === undefined ? {} : { profile: intent.profile }),
      ...(intent.provider === undefined ? {} : { provider: intent.provider }),
      declared: record?.meta.declared ?? { project: env.options.project, entries: env.options.entries },
      status: 'incomplete',
      ...(deposed.length === 0 ? {} : { deposed }),
      updated: timeText(env),
    },
  };
}

/** A record of another thing than the one that was made: it was to be replaced create first, and still has to go. */
function replacedBy(
  id: string,
  { identity }: ResourceDefinition,
  record: EnforcedRecord | undefined,
): NonNullable<EnforcedRecord['meta']['deposed']> {
  const old = record?.meta.id;
  if (old === undefined || old === id) return [];
  const args = { ...record?.meta.inputs, ...record?.state };
  const byId = identity.of(args, { resource_id: old, oldState: record?.state ?? null });
  return byId === undefined ? [] : [{ id: old, identity: byId }];
}

/** What looking says of one open intent, without deciding anything: for a person who has to. */
export async function examineIntent(
  intent: Intent,
  env: ExecuteEnvironment,
): Promise<{ readonly decidable: boolean; readonly evidence: string }> {
  const resolution = await resolve(intent, env, env.options.stop);
  if (resolution.kind === 'undecided') return { decidable: false, evidence: resolution.why };
  const put = resolution.frames.find((frame) => frame.type === 'put');
  if (put?.type === 'put' && put.record.meta.id !== undefined)
    return { decidable: true, evidence: `it is there: ${put.record.meta.id}` };
  const done = resolution.frames.some((frame) => frame.type === 'settled' && frame.effect === 'done');
  const evidence = intent.action === 'call' ? 'it may be called again' : done ? 'it took effect' : 'it had no effect';
  return { decidable: true, evidence };
}

/** The frames that say that an intent made the thing of an id. Throws `call/not-found` when there is no such thing. */
export async function adoptIntended(
  intent: Intent,
  id: string,
  env: ExecuteEnvironment,
): Promise<readonly JournalFrame[]> {
  const { definition, seen } = await thingOf(intent, id, env);
  if (seen.kind !== 'present') throw noSuchThing(intent, id);
  const record = adopted(intent, definition, seen.id, seen.state, env.enforced.get(intent.esmTag), env);
  return [
    { type: 'put', esmTag: intent.esmTag, record },
    { type: 'settled', token: intent.token, effect: 'done' },
  ];
}

/** Removes the thing an intent made, by its id, and gives the frames that say so. A thing that is gone already is fine. */
export async function removeIntended(
  intent: Intent,
  id: string,
  env: ExecuteEnvironment,
): Promise<readonly JournalFrame[]> {
  const { definition, seen } = await thingOf(intent, id, env);
  if (seen.kind === 'present') {
    env.enforced.check();
    const account = await env.contexts.account(firstComponent(intent.ref), intent.profile);
    const base = env.contexts.forPlugin(intent.tag, account, intent.profile, env.options.abort, true);
    await definition.remove(
      resourceContext(base, intent.token, () => undefined),
      seen,
    );
  } else if (seen.kind !== 'absent') throw noSuchThing(intent, id);
  const forget =
    env.enforced.get(intent.esmTag)?.meta.id === id ? [{ type: 'delete', esmTag: intent.esmTag } as const] : [];
  return [...forget, { type: 'settled', token: intent.token, effect: 'done' }];
}

async function thingOf(
  intent: Intent,
  id: string,
  env: ExecuteEnvironment,
): Promise<{ definition: ResourceDefinition; seen: Observation }> {
  const plugin = await env.services.hub.load('states', intent.ref);
  const definition = plugin?.kind === 'resource' ? plugin.definition : undefined;
  const record = env.enforced.get(intent.esmTag);
  const args = { name: intent.name ?? parseTag(intent.tag)?.name ?? '', ...record?.meta.inputs, ...intent.identity };
  const identity = definition?.identity.of(args, { resource_id: id, oldState: null });
  if (definition === undefined || identity === undefined) throw noSuchThing(intent, id);
  return {
    definition,
    seen: await lookUp({ ...intent, action: 'remove' }, definition, identity, env, env.options.stop),
  };
}

function noSuchThing({ ref, tag }: Intent, id: string): DiagnosticError {
  const summary = `there is no ${ref} with the id ${id}`;
  return new DiagnosticError({ severity: 'error', code: callCodes.code('not-found'), summary, about: tag });
}
