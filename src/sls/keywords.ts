/** Argument names that are not the function's: requisites, and what the engine itself reads. */

/** What a requisite keyword stands for. */
export interface RequisiteKeyword {
  /** As the low state names it. `_all` is what a requisite means anyway, so `require_all` is `require`. */
  readonly kind: string;
  /** Written on the target (`require_in`) instead of on the state that waits. */
  readonly reversed: boolean;
}

/** Each requisite with the endings that say how many of its targets must pass. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  require: ['', '_any', '_all'],
  watch: ['', '_any', '_all'],
  onchanges: ['', '_any', '_all'],
  onfail: ['', '_any', '_all'],
  onfail_stop: [''],
  listen: [''],
  prereq: [''],
};

/** A distinct requisite in the original, although it means the same. */
const KEPT_ALL = 'onfail_all';

export const REQUISITES: ReadonlyMap<string, RequisiteKeyword> = new Map(
  Object.entries(ENDINGS).flatMap(([base, endings]) =>
    endings.flatMap((ending): [string, RequisiteKeyword][] => {
      const written = base + ending;
      const kind = ending === '_all' && written !== KEPT_ALL ? base : written;
      return [
        [written, { kind, reversed: false }],
        [`${written}_in`, { kind, reversed: true }],
      ];
    }),
  ),
);

/** Copy arguments from the named state, or to it. */
export const USES: ReadonlySet<string> = new Set(['use', 'use_in']);

/** The written form of what `${…}` becomes. */
export const ARG_BIND = 'arg_bind';

/** Keywords that hold lists; `extend` adds to them instead of replacing them. */
export const LIST_KEYWORDS: ReadonlySet<string> = new Set(['ignore_changes', 'sensitive']);

/** Read by the engine, never passed to a function. */
const READ_BY_ENGINE = [
  'acct_data',
  'acct_profile',
  'creates',
  'delay',
  'ignore_changes',
  'name_prefix',
  'noop',
  'onlyif',
  'protect',
  'recreate_if_deleted',
  'recreate_on_update',
  'retry',
  'sensitive',
  'timeout',
  'unique',
  'unless',
];

/** Read when resources are watched. */
const READ_BY_WATCH = ['burst', 'limit', 'poll', 'retryreset', 'rewatch', 'sema'];

/** Inherited names without any behaviour; kept away from functions because old trees hold them. */
const INERT = [
  'check_cmd',
  'failhard',
  'fire_event',
  'parallel',
  'prerequired',
  'reload_grains',
  'reload_modules',
  'reload_pillar',
  'rerun_data',
  'runas',
  'runas_password',
  'saltenv',
];

export const ENGINE_KEYWORDS: ReadonlySet<string> = new Set([...READ_BY_ENGINE, ...READ_BY_WATCH, ...INERT]);

/** Read by compiling itself: they decide how many chunks there are, what they are called and when they run. */
export const CHUNK_KEYWORDS: ReadonlySet<string> = new Set(['name', 'names', 'order']);

/** Parts of a chunk that no argument may set. */
export const RESERVED_ARGUMENTS: ReadonlySet<string> = new Set(['fun', 'state']);

/** Whether an argument of this name goes to the function. */
export function isFunctionArgument(name: string): boolean {
  return !(ENGINE_KEYWORDS.has(name) || CHUNK_KEYWORDS.has(name) || name.startsWith('__'));
}
