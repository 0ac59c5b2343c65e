/** One call on a resource: its definition, its arguments sorted by what they mean, and where it is to be looked for. */
import type {
  EnforcedRecord,
  Field,
  Fields,
  Identity,
  Known,
  Present,
  ResourceContext,
  ResourceDefinition,
} from '../../../contract/index.js';
import { containsSecret, revealDeep } from '../../../kernel/index.js';
import type { Account } from '../account-data.js';
import type { ChunkCall, ExecuteEnvironment } from '../call.js';
import { isTest } from '../call-facts.js';
import { resourceContext } from '../contexts.js';
import { unmadeName } from '../made-names.js';
import { providerOf } from '../signature.js';
import type { Question } from '../world-view.js';

export type Values = Readonly<Record<string, unknown>>;

/** Where an argument's value came from, as records keep it. */
export type Origin = 'given' | 'bound' | 'identity' | 'default';

export interface Subject {
  readonly call: ChunkCall;
  readonly env: ExecuteEnvironment;
  readonly definition: ResourceDefinition;
  readonly signal: AbortSignal;
  /** Nothing may be written. */
  readonly test: boolean;
  readonly account: Account;
  readonly record: EnforcedRecord | undefined;
  /** The id the SLS gives. */
  readonly givenId: string | undefined;
  /** Arguments for the resource, secrets opened: what is given, what it requires from the record, and the name. */
  readonly args: Values;
  /** What is enforced: given arguments that are no identity, and what the function wishes. */
  readonly managed: Values;
  readonly origins: Readonly<Record<string, Origin>>;
  /** Arguments whose values are secret: by their field, because a secret was given, or because the author calls them sensitive. */
  readonly secrets: ReadonlySet<string>;
  readonly provider: string;
  readonly profile: string | undefined;
}

export function makeSubject(
  given: ChunkCall,
  definition: ResourceDefinition,
  env: ExecuteEnvironment,
  signal: AbortSignal,
  account: Account,
): Subject {
  // A replacement in the same run gave the thing another name than the call began with.
  const name = recordedMadeName(given, env) ?? given.args.name;
  const call = name === given.args.name ? given : { ...given, args: { ...given.args, name } };
  const sorted = sortArguments(call, definition.fields);
  const wish = definition.functions?.[call.fun]?.wish(sorted.args) ?? {};
  const givenId = call.args.resource_id;
  return {
    call,
    env,
    definition,
    signal,
    test: isTest(call, env),
    account,
    record: call.record,
    givenId: typeof givenId === 'string' && givenId !== '' ? givenId : undefined,
    ...sorted,
    managed: { ...sorted.managed, ...wish },
    provider: providerOf(definition, sorted.args),
    profile: call.keywords.profile,
  };
}

function recordedMadeName({ chunk, esmTag, record }: ChunkCall, { names }: ExecuteEnvironment): string | undefined {
  return chunk.namePrefix === undefined ? undefined : names.known(esmTag, chunk.namePrefix, record);
}

/** The thing in the place of another gets a name of its own, where names are made. */
export function forReplacement(subject: Subject): Subject {
  const { call, env, test } = subject;
  const prefix = call.chunk.namePrefix;
  if (prefix === undefined) return subject;
  return renamed(subject, test ? unmadeName() : env.names.fresh(call.esmTag, prefix, call.args.name));
}

/** A thing that was found before its made name was known keeps the name it has. */
export function asFound(subject: Subject, { state }: Present): Subject {
  const { call, env } = subject;
  const { name } = state as Values;
  if (call.chunk.namePrefix === undefined || typeof name !== 'string') return subject;
  return recordedMadeName(call, env) === undefined ? renamed(subject, name) : subject;
}

function renamed(subject: Subject, name: unknown): Subject {
  const { call, args, managed } = subject;
  return {
    ...subject,
    call: { ...call, args: { ...call.args, name } },
    args: { ...args, name },
    managed: Object.hasOwn(managed, 'name') ? { ...managed, name } : managed,
  };
}

type Sorted = Pick<Subject, 'args' | 'managed' | 'origins' | 'secrets'>;

function sortArguments(call: ChunkCall, fields: Fields): Sorted {
  const args: Record<string, unknown> = { name: call.args.name ?? call.chunk.name };
  const managed: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  const secrets = new Set<string>();
  const { sensitive } = call.keywords;
  for (const [name, field] of Object.entries(fields)) {
    const value = name === 'name' ? args.name : call.args[name];
    const given = value !== undefined && value !== null;
    if (field.secret === true || sensitive.includes(name) || (given && containsSecret(value))) secrets.add(name);
    if (given) {
      args[name] = revealDeep(value);
      if (field.computed === true) continue;
      managed[name] = args[name];
      origins[name] = call.bound.has(name) ? 'bound' : 'given';
      continue;
    }
    const recorded = field.required && !secrets.has(name) ? call.record?.state?.[name] : undefined;
    if (recorded === undefined || recorded === null) continue;
    args[name] = recorded;
    origins[name] = 'identity';
  }
  return { args, managed, origins, secrets };
}

/** The arguments of a creation: those of the call, and defaults for what it does not give. Or the names of what is missing. */
export function creationArguments(subject: Subject): { readonly args: Values; readonly missing: readonly string[] } {
  const args: Record<string, unknown> = { ...subject.args };
  const missing: string[] = [];
  for (const [name, field] of Object.entries(subject.definition.fields)) {
    if (args[name] !== undefined || field.computed === true) continue;
    if (field.default !== undefined) args[name] = field.default;
    else if (field.required) missing.push(name);
  }
  return { args, missing };
}

/** The id the record knows. */
export function recordedId(subject: Subject): string | undefined {
  const id = subject.record?.meta.id ?? subject.record?.state?.resource_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Authors may read arguments that a plan does not know yet; such an identity is as good as none. */
export function identityFor(
  subject: Subject,
  known: Omit<Known, 'oldState'>,
  args: Values = subject.args,
): Identity | undefined {
  try {
    return subject.definition.identity.of(args, { ...known, oldState: subject.record?.state ?? null });
  } catch (thrown) {
    if (subject.test) return undefined;
    throw thrown;
  }
}

export function readContext(subject: Subject): ResourceContext {
  const base = subject.env.contexts.forCall(subject.call, subject.account, subject.signal, true, subject.env);
  return resourceContext(base, '', () => undefined);
}

export function writeContext(subject: Subject, token: string, born: (id: string) => void): ResourceContext {
  const base = subject.env.contexts.forCall(subject.call, subject.account, subject.signal, false, subject.env);
  return resourceContext(base, token, born);
}

export function questionOf(subject: Subject, identity: Identity, fresh: boolean): Question {
  const { definition, provider, call } = subject;
  // Two chunks that bring credentials of their own may look at two worlds under one name.
  const profile = call.keywords.accountData === undefined ? subject.profile : `of ${call.tagText}`;
  return { definition, provider, profile, identity, ctx: readContext(subject), for: subject.call.tagText, fresh };
}

export function fieldOf(subject: Subject, name: string): Field | undefined {
  return Object.hasOwn(subject.definition.fields, name) ? subject.definition.fields[name] : undefined;
}

/** Marks of another owner, on a thing that no record of ours knows. */
export function belongsToAnother(subject: Subject, current: Present): boolean {
  return current.ours === false && recordedId(subject) !== current.id;
}
