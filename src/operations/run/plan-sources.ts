/** The sources of what a plan leaves to be rendered: into the plan, and out of it. */
import {
  type EnforcedState,
  fromData,
  type PlannedFile,
  type PlannedSources,
  type Prepared,
  secretTexts,
  toData,
} from '../../engine/index.js';
import { isSecretMarker, type SecretMarker } from '../../esm/index.js';
import { containsSecret, keptSecret, reveal, type Secret } from '../../kernel/index.js';
import type { Services } from '../services.js';
import type { RecordedFile, SourceRecord, TreeRecord } from '../tree/source-record.js';

export interface SourcesToKeep {
  readonly record: SourceRecord;
  /** Blocks of each file that were rendered before the run in plan mode began. */
  readonly compiled: ReadonlyMap<string, number> | undefined;
  /** After that run. */
  readonly prepared: Prepared;
  readonly services: Pick<Services, 'masker' | 'settings'>;
  readonly enforced: EnforcedState;
}

/**
 * Undefined when nothing is left to be rendered, and when a secret would be given away: a text that may hold one is kept only sealed, and
 * nothing is sealed without a key.
 */
export function keptSources(parts: SourcesToKeep): PlannedSources | undefined {
  const { record, prepared, services, enforced } = parts;
  const { low, run } = prepared;
  const grows = low.delayed.length > 0 || run.nodes.some((node) => node.grows);
  if (!grows || containsSecret(record.params)) return undefined;
  const params = toData(record.params, undefined);
  const secrets = secretTexts(prepared);
  const holdsSecret = (text: string): boolean =>
    services.masker.mask(text) !== text || [...secrets].some((one) => one !== '' && text.includes(one));
  if (holdsSecret(JSON.stringify(params))) return undefined;
  const unread = filesNotWholeRendered(parts);
  const { files, ...tree } = record.tree(services.settings.render);
  const kept: PlannedFile[] = [];
  for (const file of files) {
    const one = unread.has(file.file) || holdsSecret(file.text) ? sealedFile(file, enforced) : file;
    if (one === undefined) return undefined;
    kept.push(one);
  }
  return { ...tree, params, files: kept };
}

/** What stands in a block that was not rendered is not known, so it may be anything. */
function filesNotWholeRendered({ record, compiled, prepared: { low } }: SourcesToKeep): ReadonlySet<string> {
  const delayed = new Map<string, { file: string | undefined; count: number }>();
  for (const { sls, at } of low.delayed) {
    const known = delayed.get(sls) ?? { file: low.sources.span(at)?.file, count: 0 };
    known.count += 1;
    delayed.set(sls, known);
  }
  const now = record.renderedNow();
  const left = [...delayed].filter(([sls, { count }]) => (now.get(sls) ?? 0) - (compiled?.get(sls) ?? 0) < count);
  return new Set(left.flatMap(([, { file }]) => (file === undefined ? [] : [file])));
}

function sealedFile({ text, ...about }: RecordedFile, enforced: EnforcedState): PlannedFile | undefined {
  const marker: unknown = enforced.seal?.<unknown>(keptSecret(text));
  return isSecretMarker(marker) && marker.__sealed__ !== undefined ? { ...about, sealed: marker } : undefined;
}

/** Undefined when something is sealed with a key that is not there. */
export function openedSources(
  { params, files, ...tree }: PlannedSources,
  unseal: (marker: SecretMarker) => Secret | undefined,
): { readonly tree: TreeRecord; readonly params: Readonly<Record<string, unknown>> } | undefined {
  const opened: RecordedFile[] = [];
  for (const { sealed, text, ...about } of files) {
    const found = sealed === undefined ? text : unsealedText(sealed, unseal);
    if (found === undefined) return undefined;
    opened.push({ ...about, text: found });
  }
  const values = fromData(params, () => undefined) as Readonly<Record<string, unknown>>;
  return { tree: { ...tree, files: opened }, params: values };
}

function unsealedText(marker: SecretMarker, unseal: (marker: SecretMarker) => Secret | undefined): string | undefined {
  const secret = unseal(marker);
  const text: unknown = secret === undefined ? undefined : reveal(secret);
  return typeof text === 'string' ? text : undefined;
}
