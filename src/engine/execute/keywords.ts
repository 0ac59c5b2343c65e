/** The engine's own keywords of a chunk: read once, checked, and given their defaults. */
import { type DataPath, type Diagnostic, describe, parsePath, type SourceIndex } from '../../kernel/index.js';
import type { Argument, Chunk } from '../../sls/index.js';
import { type AccountData, accountDataOf } from './account-data.js';
import { callCodes } from './codes.js';
import { durationOf } from './duration.js';
import { parseUntil, type Until } from './until.js';

/** One condition of `onlyif` or `unless`: a command for the shell, holding when it exits with 0, or an exec function, holding when it succeeds. */
export type Condition =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'exec'; readonly ref: string; readonly args: Readonly<Record<string, unknown>> };

export interface Retry {
  /** Calls at the most, the first included. */
  readonly attempts: number;
  /** Milliseconds between two of them. */
  readonly interval: number;
  /** Milliseconds at the most that are added at random. */
  readonly splay: number;
  /** Without it, a call is repeated while it fails. */
  readonly until: Until | undefined;
}

/** Keywords with their defaults. Chunks without any share `NO_KEYWORDS`. */
export interface Keywords {
  /** Run only when all of these hold. */
  readonly onlyif: readonly Condition[];
  /** Skip when all of these hold. */
  readonly unless: readonly Condition[];
  /** Skip when all of these paths exist. */
  readonly creates: readonly string[];
  readonly retry: Retry | undefined;
  /** Milliseconds for the whole call, retries included. */
  readonly timeout: number | undefined;
  /** Milliseconds to wait before the call. */
  readonly delay: number | undefined;
  /** Say what would change and change nothing. */
  readonly noop: boolean;
  /** Refuse removal and replacement. Undefined: as the record says. */
  readonly protect: boolean | undefined;
  /** Arguments, or parts of them, that are given on creation and left alone afterwards. */
  readonly ignoreChanges: readonly DataPath[];
  /** Arguments that are never shown. */
  readonly sensitive: readonly string[];
  readonly profile: string | undefined;
  /** Credentials in place of those of the run: provider to profile to data. */
  readonly accountData: AccountData | undefined;
  /** How a replacement is ordered; undefined leaves it to the resource. */
  readonly recreate: { readonly createBeforeDestroy: boolean } | undefined;
}

export const NO_KEYWORDS: Keywords = Object.freeze({
  onlyif: [],
  unless: [],
  creates: [],
  retry: undefined,
  timeout: undefined,
  delay: undefined,
  noop: false,
  protect: undefined,
  ignoreChanges: [],
  sensitive: [],
  profile: undefined,
  accountData: undefined,
  recreate: undefined,
});

export interface ParsedKeywords {
  readonly keywords: Keywords;
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING: ParsedKeywords = Object.freeze({ keywords: NO_KEYWORDS, diagnostics: [] });

/** What is wrong with a keyword's value: what was expected of it. */
class Malformed extends Error {
  readonly expected: string;

  constructor(expected: string) {
    super(expected);
    this.expected = expected;
  }
}

type Reader = (value: unknown) => Partial<Keywords>;

const readers: Readonly<Record<string, Reader>> = {
  onlyif: (value) => ({ onlyif: conditions(value) }),
  unless: (value) => ({ unless: conditions(value) }),
  creates: (value) => ({ creates: texts(value, 'a path or a list of paths') }),
  retry: (value) => ({ retry: retryOf(value) }),
  timeout: (value) => ({ timeout: duration(value) }),
  delay: (value) => ({ delay: duration(value) }),
  noop: (value) => ({ noop: truth(value) }),
  protect: (value) => ({ protect: truth(value) }),
  ignore_changes: (value) => ({ ignoreChanges: paths(value) }),
  sensitive: (value) => ({ sensitive: names(value) }),
  acct_data: (value) => ({ accountData: readAccountData(value) }),
  acct_profile: (value) => ({ profile: text(value, 'the name of an account profile') }),
  recreate_on_update: (value) => ({ recreate: recreateOf(value) }),
};

/** Reads the keywords of a chunk; those of other parts of the engine are left alone. Spans are given when `sources` is. */
export function parseKeywords(chunk: Chunk, sources?: SourceIndex): ParsedKeywords {
  if (chunk.keywords.size === 0) return NOTHING;
  let found: Partial<Keywords> | undefined;
  const diagnostics: Diagnostic[] = [];
  for (const [name, argument] of chunk.keywords) {
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (read === undefined || argument.value === null || argument.value === undefined) continue;
    try {
      found = { ...found, ...read(argument.value) };
    } catch (thrown) {
      if (!(thrown instanceof Malformed)) throw thrown;
      diagnostics.push(malformed(name, argument, thrown.expected, sources));
    }
  }
  if (found === undefined) return diagnostics.length === 0 ? NOTHING : { keywords: NO_KEYWORDS, diagnostics };
  return { keywords: { ...NO_KEYWORDS, ...found }, diagnostics };
}

function malformed(name: string, argument: Argument, expected: string, sources: SourceIndex | undefined): Diagnostic {
  return {
    severity: 'error',
    code: callCodes.code('bad-keyword'),
    summary: `'${name}' must be ${expected}`,
    detail: `what stands there is ${describe(argument.value)}`,
    ...sources?.place(argument.at, name.length),
    hints: [`write \`${name}: ${EXAMPLES[name] ?? '…'}\``],
  };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  onlyif: 'test -d /srv/data',
  unless: 'grep -q ready /etc/state',
  creates: '/srv/data/ready',
  retry: '{attempts: 5, interval: 10s}',
  timeout: '30s',
  delay: '5s',
  noop: 'true',
  protect: 'true',
  ignore_changes: '[tags, spec:size]',
  sensitive: '[password]',
  acct_data: '{profiles: {cloud: {default: {…}}}}',
  acct_profile: 'default',
  recreate_on_update: '{create_before_destroy: true}',
};

function readAccountData(value: unknown): AccountData {
  const data = accountDataOf(value);
  if (data === undefined) throw new Malformed('a mapping `profiles` of providers to profiles to their data');
  return data;
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Malformed('true or false');
  return value;
}

function text(value: unknown, expected: string): string {
  if (typeof value !== 'string' || value === '') throw new Malformed(expected);
  return value;
}

function texts(value: unknown, expected: string): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => text(one, expected));
}

function names(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Malformed('a list of argument names');
  return texts(value, 'a list of argument names');
}

function duration(value: unknown): number {
  const found = durationOf(value);
  if (found === undefined) throw new Malformed('a number of seconds, or a length of time such as 30s, 5m or 1h30m');
  return found;
}

function paths(value: unknown): readonly DataPath[] {
  const expected = 'a list of argument paths';
  if (!Array.isArray(value)) throw new Malformed(expected);
  return texts(value, expected).map((one) => {
    const path = parsePath(one);
    if (!path.ok) throw new Malformed(`${expected}: ${path.problem}`);
    return path.value;
  });
}

const CONDITION = 'a command, a mapping {exec: REF, args: {…}}, or a list of these';

function conditions(value: unknown): readonly Condition[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (typeof one === 'string' && one.trim() !== '') return { kind: 'command', command: one };
    // YAML reads `onlyif: true` as a boolean; the commands of that name are what is meant.
    if (typeof one === 'boolean') return { kind: 'command', command: String(one) };
    if (!isMap(one) || typeof one.exec !== 'string') throw new Malformed(CONDITION);
    const args = one.args ?? {};
    const strange = Object.keys(one).filter((key) => key !== 'exec' && key !== 'args');
    if (!isMap(args) || strange.length > 0) throw new Malformed(CONDITION);
    return { kind: 'exec', ref: one.exec, args };
  });
}

const DEFAULT_RETRY: Retry = Object.freeze({ attempts: 2, interval: 30_000, splay: 0, until: undefined });
const RETRY = 'true, a number of attempts, or a mapping {attempts, interval, splay, until}';

function retryOf(value: unknown): Retry | undefined {
  if (value === false) return undefined;
  if (value === true) return DEFAULT_RETRY;
  if (typeof value === 'number') return { ...DEFAULT_RETRY, attempts: attemptsOf(value) };
  if (!isMap(value)) throw new Malformed(RETRY);
  const { attempts, interval, splay, until, ...strange } = value;
  if (Object.keys(strange).length > 0) throw new Malformed(`${RETRY}; '${Object.keys(strange)[0]}' is none of these`);
  return {
    attempts: attempts === undefined ? DEFAULT_RETRY.attempts : attemptsOf(attempts),
    interval: interval === undefined ? DEFAULT_RETRY.interval : duration(interval),
    splay: splay === undefined ? DEFAULT_RETRY.splay : duration(splay),
    until: until === undefined ? undefined : untilOf(until),
  };
}

function attemptsOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new Malformed(`${RETRY}, with at least one attempt`);
  return value;
}

function untilOf(value: unknown): Until {
  const parsed = parseUntil(value);
  if (typeof parsed === 'string') throw new Malformed(`${RETRY}, where 'until' is ${parsed}`);
  return parsed;
}

function recreateOf(value: unknown): { createBeforeDestroy: boolean } {
  const expected = 'a mapping {create_before_destroy: true or false}';
  if (!isMap(value)) throw new Malformed(expected);
  const { create_before_destroy: first = false, ...strange } = value;
  if (typeof first !== 'boolean' || Object.keys(strange).length > 0) throw new Malformed(expected);
  return { createBeforeDestroy: first };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
