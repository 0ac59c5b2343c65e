/** Takes a thing that is there already into the enforced state, as the thing of one declaration. */

import type { EnforcedState } from '../../engine/index.js';
import type { Loaded } from '../../hub/index.js';
import {
  type Diagnostic,
  DiagnosticError,
  didYouMean,
  esmTagText,
  parseTag,
  type Tag,
  tagText,
} from '../../kernel/index.js';
import { accountProfile } from '../accounts/account-profile.js';
import { operationCodes } from '../codes.js';
import type { Services } from '../services.js';
import { type Change, changeRecords, type RecordChangeRequest } from './change-record.js';
import { recoveryEnvironment } from './esm-recover.js';

export interface AdoptRequest extends RecordChangeRequest {
  /** A tag or ESM tag: of the declaration. */
  readonly tag: string;
  /** Of the thing. */
  readonly id: string;
}

export interface AdoptedRecord {
  readonly tag: string;
  readonly id: string;
  readonly adopted: boolean;
  /** Id of the thing that the record was of before. */
  readonly before?: string;
}

/**
 * The record is incomplete until the next run has compared the thing with its declaration. Throws a `DiagnosticError` when there is no such
 * thing, or when it is recorded already.
 */
export async function adoptRecord(
  request: AdoptRequest,
): Promise<{ readonly result: AdoptedRecord; readonly diagnostics: readonly Diagnostic[] }> {
  const { services, tag: given, id } = request;
  const tag = await adoptableTag(services, given);
  return changeRecords(request, `esm adopt ${esmTagText(tag)} ${id}`, (enforced) =>
    planAdoption(enforced, request, tag),
  );
}

async function planAdoption(
  enforced: EnforcedState,
  { services, id, test, signal }: AdoptRequest,
  tag: Tag,
): Promise<Change<AdoptedRecord>> {
  const esmTag = esmTagText(tag);
  checkFree(enforced, esmTag, tag.state, id);
  const before = enforced.get(esmTag)?.meta.id;
  const result = { tag: esmTag, id, adopted: !test, ...(before === undefined ? {} : { before }) };
  if (before === id) return { frames: [], result };
  const { adoptIntended } = await import('../../engine/index.js');
  const env = await recoveryEnvironment(services, signal, enforced, test ? 'plan' : 'apply');
  const profile = await accountProfile(services);
  const intent = {
    token: services.ports.random.uuid(),
    tag: tagText({ ...tag, fun: tag.fun === '' ? 'present' : tag.fun }),
    esmTag,
    ref: tag.state,
    action: 'create' as const,
    time: new Date(services.ports.clock.now()).toISOString(),
    ...(profile === undefined ? {} : { profile }),
  };
  const frames = await adoptIntended(intent, id, env);
  // Nothing was announced, so nothing is to be settled.
  return { frames: frames.filter(({ type }) => type === 'put'), result };
}

async function adoptableTag({ hub }: Services, given: string): Promise<Tag> {
  const tag = parseTag(given);
  if (tag === undefined) {
    throw cannotAdopt(`'${given}' is no tag`, [
      "a tag is written 'state_|-id_|-name_|-', as `--json` and `holdfast esm show` have it",
    ]);
  }
  const plugin: Loaded<'states'> | undefined = await hub.load('states', tag.state);
  if (plugin === undefined) {
    const hint = didYouMean(tag.state, hub.refs('states'));
    throw cannotAdopt(`there is no state '${tag.state}'`, [
      ...(hint === undefined ? [] : [hint]),
      'holdfast doc lists every state',
    ]);
  }
  if (plugin.kind === 'resource') return tag;
  throw cannotAdopt(`'${tag.state}' is no resource: there is nothing that it could own`, []);
}

/** One thing has one record. */
function checkFree(enforced: EnforcedState, esmTag: string, state: string, id: string): void {
  const known = enforced.get(esmTag)?.meta;
  if (known?.id !== undefined && known.id !== id && known.status === 'complete') {
    throw cannotAdopt(`'${esmTag}' is recorded already, with the id ${known.id}`, [
      `to let go of that one: holdfast esm remove '${esmTag}'`,
    ]);
  }
  for (const [other, { meta }] of enforced.entries()) {
    if (other === esmTag || meta.state !== state || meta.id !== id) continue;
    throw cannotAdopt(`${id} belongs to '${other}'`, [`to give it another tag: holdfast move '${other}' '${esmTag}'`]);
  }
  if (enforced.openIntents().some((intent) => intent.esmTag === esmTag)) {
    throw cannotAdopt(`an interrupted call on '${esmTag}' is not resolved yet`, ['holdfast esm recover shows it']);
  }
}

function cannotAdopt(why: string, hints: readonly string[]): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('cannot-adopt'),
    summary: `it cannot be adopted: ${why}`,
    hints,
  });
}
