/** One rendered SLS file or block: its top-level keys, typed. */
import { describe, type Pos, splitPathReference } from '../kernel/index.js';
import type { Exclusion, Extension, IdDeclaration, StateExtension } from './high-state.js';
import { isMapping, type ReadContext } from './read-requisites.js';
import { keysOf, readBody, readState } from './read-state.js';

export interface SlsDocument {
  readonly meta: unknown;
  readonly includes: readonly { readonly ref: string; readonly at: Pos }[];
  readonly exclusions: readonly Exclusion[];
  readonly extensions: readonly Extension[];
  readonly ids: readonly IdDeclaration[];
}

const NOTHING: SlsDocument = { meta: undefined, includes: [], exclusions: [], extensions: [], ids: [] };

/** Types rendered data. `meta` is that of the file's earlier blocks. Rendered null means that there is nothing. */
export function readDocument(data: unknown, start: Pos, meta: unknown, context: ReadContext): SlsDocument {
  const { problems, positions, sls } = context;
  if (data === null || data === undefined) return NOTHING;
  if (!isMapping(data)) {
    problems.error('sls/not-a-mapping', `SLS ${sls} must be a mapping of IDs, and is ${describe(data)}`, {
      at: start,
      sls,
    });
    return NOTHING;
  }
  const slsMeta = Object.hasOwn(data, 'META') ? data.META : meta;
  const ids: IdDeclaration[] = [];
  for (const id of keysOf(data, context)) {
    if (TOP_LEVEL_KEYS.has(id)) continue;
    const at = positions.key(data, id);
    if (id.startsWith('__')) {
      problems.error('sls/reserved-id', `'${id}' cannot be an ID: two underscores at the beginning are reserved`, {
        at,
        length: id.length,
        sls,
      });
      continue;
    }
    const body = data[id];
    const idMeta = isMapping(body) && Object.hasOwn(body, 'META') ? body.META : undefined;
    const declaration: IdDeclaration = { id, at, sls, meta: idMeta, slsMeta, states: [], compiled: false };
    declaration.states.push(...readBody(declaration, body, positions.value(data, id), context));
    ids.push(declaration);
  }
  const at = (key: string): Pos => positions.key(data, key);
  return {
    meta: slsMeta,
    includes: Object.hasOwn(data, 'include') ? readIncludes(data.include, at('include'), context) : [],
    exclusions: Object.hasOwn(data, 'exclude') ? readExclusions(data.exclude, at('exclude'), context) : [],
    extensions: Object.hasOwn(data, 'extend') ? readExtensions(data.extend, at('extend'), context) : [],
    ids,
  };
}

const TOP_LEVEL_KEYS: ReadonlySet<string> = new Set(['META', 'include', 'exclude', 'extend']);

export function readIncludes(
  value: unknown,
  at: Pos,
  { problems, positions, sls }: ReadContext,
): { ref: string; at: Pos }[] {
  if (!Array.isArray(value)) {
    problems.error('sls/bad-include', `include in SLS ${sls} must be a list, and is ${describe(value)}`, {
      at,
      length: 'include'.length,
      sls,
      hints: typeof value === 'string' ? [`write it as a list: include: [${value}]`] : [],
    });
    return [];
  }
  return (value as unknown[]).flatMap((entry, index) => {
    const entryAt = positions.key(value, index);
    if (typeof entry === 'string' && entry !== '') return [{ ref: entry, at: entryAt }];
    problems.error('sls/bad-include', `an entry of include must be an SLS ref, and is ${describe(entry)}`, {
      at: entryAt,
      sls,
    });
    return [];
  });
}

function readExclusions(value: unknown, at: Pos, { problems, positions, sls }: ReadContext): Exclusion[] {
  if (!Array.isArray(value)) {
    problems.error('sls/bad-exclude', `exclude in SLS ${sls} must be a list, and is ${describe(value)}`, {
      at,
      length: 'exclude'.length,
      sls,
    });
    return [];
  }
  return (value as unknown[]).flatMap((entry, index): Exclusion[] => {
    const entryAt = positions.key(value, index);
    if (typeof entry === 'string') return [{ kind: 'sls', pattern: entry, at: entryAt }];
    const keys = isMapping(entry) ? Object.keys(entry) : [];
    const text = isMapping(entry) && keys.length === 1 ? entry[keys[0] as string] : undefined;
    if (typeof text === 'string' && keys[0] === 'sls') return [{ kind: 'sls', pattern: text, at: entryAt }];
    if (typeof text === 'string' && keys[0] === 'id') return [{ kind: 'id', id: text, at: entryAt }];
    problems.error('sls/bad-exclude', `an entry of exclude must be a pattern of SLS refs, sls: pattern, or id: ID`, {
      at: entryAt,
      sls,
    });
    return [];
  });
}

function readExtensions(value: unknown, at: Pos, context: ReadContext): Extension[] {
  const { problems, positions, sls } = context;
  if (!isMapping(value)) {
    problems.error('sls/bad-extend', `extend in SLS ${sls} must be a mapping of IDs, and is ${describe(value)}`, {
      at,
      length: 'extend'.length,
      sls,
    });
    return [];
  }
  return keysOf(value, context).flatMap((id): Extension[] => {
    const body = value[id];
    const idAt = positions.key(value, id);
    if (!isMapping(body)) {
      problems.error('sls/bad-body', `ID ${id} in SLS ${sls} is not a dictionary`, {
        at: idAt,
        length: id.length,
        sls,
        detail: 'below an ID of extend stands a path reference with what to change',
      });
      return [];
    }
    return [{ id, at: idAt, sls, states: readStateExtensions(id, body, context) }];
  });
}

/** A key without a dot is a state ref; whether one with a dot ends in a function is decided when it is applied. */
function readStateExtensions(
  id: string,
  body: Readonly<Record<string, unknown>>,
  context: ReadContext,
): StateExtension[] {
  return keysOf(body, context)
    .filter((key) => key !== 'META' && !key.startsWith('_'))
    .map((reference) => {
      const at = context.positions.key(body, reference);
      const state = splitPathReference(reference)?.state ?? reference;
      return { ...readState({ id, state }, reference, body[reference], at, context), reference };
    });
}
