/** Writing SLS files in TypeScript or JavaScript: what `holdfast/sls` offers. Pure constructors of plain data. */
import type { ExecReturn } from './exec.js';

/** Arguments by path reference, of the states that are installed. Filled by the file that `holdfast types` writes. */
// biome-ignore lint/suspicious/noEmptyInterface: declarations are merged into it
export interface StateArguments {}

/** Arguments by reference, of the exec functions that only read. Filled by the file that `holdfast types` writes. */
// biome-ignore lint/suspicious/noEmptyInterface: declarations are merged into it
export interface ExecArguments {}

/** A reference to another state's value: `${cloud.network:net:resource_id}`. */
export type Bound = `\${${string}}`;

/** A requisite's targets: `[{ 'cloud.network': 'net' }, 'web']`. */
export type Targets = readonly (string | Readonly<Record<string, string>>)[];

/** What every state takes beside its own arguments. */
export interface CommonArguments {
  readonly name?: string;
  readonly names?: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly order?: number | 'first' | 'last';
  readonly require?: Targets;
  readonly require_in?: Targets;
  readonly require_any?: Targets;
  readonly watch?: Targets;
  readonly watch_in?: Targets;
  readonly onchanges?: Targets;
  readonly onchanges_in?: Targets;
  readonly onfail?: Targets;
  readonly prereq?: Targets;
  readonly listen?: Targets;
  readonly use?: Targets;
  readonly onlyif?: unknown;
  readonly unless?: unknown;
  readonly creates?: unknown;
  readonly retry?: unknown;
  readonly timeout?: number | string;
  readonly noop?: boolean;
  readonly protect?: boolean;
  readonly ignore_changes?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly acct_profile?: string;
}

type Known = Extract<keyof StateArguments, string>;
/** Any text, without losing the completion of those that are known. */
type OrText<Names extends string> = Names | (string & Record<never, never>);

export type ArgumentsOf<Reference extends string> = Reference extends Known
  ? StateArguments[Reference] & CommonArguments
  : CommonArguments & Readonly<Record<string, unknown>>;

/** The body of an ID: path references with their arguments. */
export type SlsBody = Readonly<Record<string, unknown>>;

/** The content of an SLS file. */
export type SlsData = Readonly<Record<string, unknown>>;

/** What code may ask while it is rendered. Everything only reads. */
export interface SlsHub {
  /** Calls an exec function that only reads. Rejects when there is none of that name, or it may not be called from here. */
  exec<Reference extends OrText<Extract<keyof ExecArguments, string>>>(
    reference: Reference,
    args?: Reference extends keyof ExecArguments ? ExecArguments[Reference] : Readonly<Record<string, unknown>>,
  ): Promise<ExecReturn>;
}

export interface SlsContext {
  /** Parameters of the run, as they were given. Secrets are wrapped; they may be put into arguments as they are. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly hub: SlsHub;
}

export type SlsFunction = (context: SlsContext) => SlsData | null | Promise<SlsData | null>;

/** Gives back what it gets; an editor then knows what may stand there. For the default export of a `.sls.ts` file. */
export function sls<Given extends SlsData | SlsFunction>(given: Given): Given {
  return given;
}

/** Where something was made: a stack of one line, not read before it is needed. */
export const SITE: unique symbol = Symbol.for('holdfast/1/site') as never;

/** The site of something that `state` made. */
export function siteOf(value: object): string | undefined {
  return (value as { readonly [SITE]?: { readonly stack?: string } })[SITE]?.stack;
}

/**
 * The body of an ID: one path reference with its arguments. Knows the line on which it was called, so that messages can name it. Two of them
 * below one ID: `{ ...state('a.b'), ...state('c.d') }`.
 */
export function state<Reference extends OrText<Known>>(reference: Reference, args?: ArgumentsOf<Reference>): SlsBody {
  const body = { [reference]: Object.entries(args ?? {}).map(([name, value]) => ({ [name]: value })) };
  const site: { stack?: string } = {};
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(site, state);
  Error.stackTraceLimit = before;
  for (const made of [body, body[reference] as object]) Object.defineProperty(made, SITE, { value: site });
  return body;
}

/** A value of another state, known when that has run: `bind('cloud.network', 'net', 'resource_id')`. */
export function bind(stateRef: string, id: string, path: string): Bound {
  return `\${${stateRef}:${id}:${path}}`;
}
