/** `--invert`: what should exist shall be gone, and the other way round. */
import type { EnforcedRecord, Fields } from '../contract/index.js';
import type { Loaded } from '../hub/index.js';
import { type Diagnostic, parseTag } from '../kernel/index.js';
import type { Argument, Chunk, LowState } from '../sls/index.js';
import { engineCodes } from './codes.js';
import { signatureOf } from './execute/index.js';
import type { RequisiteKind } from './requisites/index.js';

/**
 * The chunk that undoes one, or undefined when nothing does: then it stays as it is. `present`, and every further wish on a resource, becomes
 * `absent`; `absent` becomes `present` where its arguments suffice for that. What is bound to others is left out, since they may be gone.
 */
export function invertChunk(
  plugin: Loaded<'states'>,
  chunk: Chunk,
  record: EnforcedRecord | undefined,
): Chunk | undefined {
  const fun = counterpart(plugin, chunk.declaration.fun);
  if (fun === undefined) return undefined;
  // What was enforced knows best what to remove.
  const known = fun === 'absent' && record !== undefined && record.state !== null;
  const args = known ? NO_ARGUMENTS : ownArguments(plugin, fun, chunk);
  if (fun === 'present' && !suffice(plugin, args)) return undefined;
  return {
    ...chunk,
    declaration: { ...chunk.declaration, fun },
    order: -chunk.order,
    args,
    requisites: [],
    bindings: [],
  };
}

/** The name under which a chunk with a bound name was enforced: the one record of its ID that the bound text fits. */
export function recordedName(
  { bindings, name, declaration }: Chunk,
  records: readonly (readonly [string, EnforcedRecord])[],
): string | undefined {
  if (!bindings.some(({ argument }) => argument[0] === 'name')) return undefined;
  const parts = name.split(/\$\{[^${}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const fits = new RegExp(`^${parts.join('.*')}$`, 's');
  const names = records.flatMap(([esmTag]) => {
    const tag = parseTag(esmTag);
    return tag !== undefined && tag.id === declaration.id && fits.test(tag.name) ? [tag.name] : [];
  });
  return names.length === 1 ? names[0] : undefined;
}

const NO_ARGUMENTS: ReadonlyMap<string, Argument> = new Map();

function counterpart(plugin: Loaded<'states'>, fun: string): string | undefined {
  if (plugin.kind === 'resource') return fun === 'absent' ? 'present' : fun === 'search' ? undefined : 'absent';
  const other = fun === 'present' ? 'absent' : fun === 'absent' ? 'present' : undefined;
  return other !== undefined && signatureOf(plugin, other) !== undefined ? other : undefined;
}

/** Arguments that the other function takes too. */
function ownArguments(plugin: Loaded<'states'>, fun: string, { args, bindings }: Chunk): ReadonlyMap<string, Argument> {
  const signature = signatureOf(plugin, fun);
  if (signature === undefined) return NO_ARGUMENTS;
  const bound = new Set(bindings.map(({ argument }) => argument[0]));
  return new Map(
    [...args].filter(([name]) => !bound.has(name) && (signature.free || Object.hasOwn(signature.fields, name))),
  );
}

function suffice(plugin: Loaded<'states'>, args: ReadonlyMap<string, Argument>): boolean {
  const fields: Fields = signatureOf(plugin, 'present')?.fields ?? {};
  return Object.entries(fields).every(([name, field]) => field.required !== true || name === 'name' || args.has(name));
}

/** Of what an inverted state does: these still say whether, or what after, something else runs. Others only say what must be there. */
export function outlivesInversion({ name }: RequisiteKind): boolean {
  return /^(?:onchanges|onfail|watch|listen)/.test(name);
}

/** Credentials are there before what needs them is removed. */
export function staysBefore({ declaration }: Chunk): boolean {
  return declaration.state === 'acct';
}

/** Blocks that wait are rendered from what exists, which is about to go. */
export function notInverted({ delayed, sources }: LowState): Diagnostic[] {
  return delayed.map(({ sls, at, requires }) => {
    const span = sources.span(at);
    return {
      severity: 'warning',
      code: engineCodes.code('not-inverted'),
      summary: `a block of ${sls} waits for ${requires.map((id) => `'${id}'`).join(', ')} and is not inverted`,
      ...(span === undefined ? {} : { span }),
      hints: ['what it made stays: remove it with --prune, or write it outside of the block'],
    };
  });
}
