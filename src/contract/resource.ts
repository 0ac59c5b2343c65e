/**
 * Resources: things with an identity in the world. An author writes what differs between resources – how one is found, made,
 * changed, removed – and the engine makes of it `present`, `absent`, `search`, `describe`, plans, diffs, replacement, test mode, retries,
 * time limits, records, journal entries and drift reports.
 */
import type { LeafChange } from '../kernel/index.js';
import type { StateContext } from './context.js';
import type { Fields, ValuesOf } from './field.js';
import { type Marked, mark } from './mark.js';

/** How to find one thing: whatever `observe` needs. Plain data that can be stored in an intent. */
export type Identity = Readonly<Record<string, unknown>>;

/** What is known of a thing before it is looked for. */
export interface Known {
  /** From the SLS, else from the record of the last run. */
  readonly resource_id?: string;
  /** The idempotency token of an intent whose effect is unknown; only set while that intent is being resolved. */
  readonly token?: string;
  /** The last enforced state. */
  readonly oldState: Readonly<Record<string, unknown>> | null;
}

export type IdentityKind = 'id' | 'name' | 'token' | 'tag' | 'none';

/** State of a thing as read back: a value per field, null or absent where there is none. */
export type StateOf<F extends Fields> = { readonly [K in keyof F]?: ValuesOf<F>[K & keyof ValuesOf<F>] | null };

export type Present<F extends Fields = Fields> = {
  readonly kind: 'present';
  readonly id: string;
  readonly state: StateOf<F>;
  /** False when the thing bears marks of another owner: it is never adopted. Undefined: it bears none. */
  readonly ours?: boolean;
};

export type Observation<F extends Fields = Fields> =
  /** `certain`: reads of this provider never lag behind writes, so there is nothing to wait for. */
  | { readonly kind: 'absent'; readonly certain?: true }
  | Present<F>
  /** In transition by itself: look again after so many milliseconds. */
  | { readonly kind: 'changing'; readonly id?: string; readonly state?: StateOf<F>; readonly recheckAfter: number }
  /** Several match; the engine lists them in its error. */
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] };

export interface ResourceContext extends StateContext {
  /** The idempotency token of the running intent; hand it to the provider where it takes one. */
  readonly token: string;
  /** Says, as soon as it is known, which id the thing got. Journalled at once, so that a crash does not forget it. */
  born(id: string): void;
}

/** What differs: every leaf of a managed argument whose wish is not what was observed. */
export type Difference = readonly LeafChange[];

export interface ResourceFunction<F extends Fields = Fields> {
  readonly summary: string;
  /** What is wished on top of the arguments: `{ state: 'RUNNING' }`. Pure. The engine observes, compares, and calls `update`. */
  wish(args: ValuesOf<F>): StateOf<F>;
}

export interface ResourceDefinition<F extends Fields = Fields> {
  /** Where it lives: `aws.ec2.vpc` in `states/aws/ec2/vpc.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  /** One schema for arguments and state. Must hold `resource_id` (computed, stable) and, where the thing has one, `name`. */
  readonly fields: F;

  /** How a thing is found again. `of` is pure; undefined means that nothing is known by which it could be found. */
  readonly identity: { readonly kind: IdentityKind; of(args: ValuesOf<F>, known: Known): Identity | undefined };

  /** Limits and guards hang on this key: account, region, API class. Pure. Default: the first component of the ref. */
  provider?(args: ValuesOf<F>): string;

  /**
   * Reads one thing. Never writes, and is the only source of truth. Called before every decision and after every write. Throws when
   * the world cannot be read ("denied" throws too); never answers `absent` for what it could not see.
   */
  observe(ctx: ResourceContext, identity: Identity): Promise<Observation<F>>;

  /**
   * Makes the thing exist, with the arguments that can only be given at creation and as many others as come at no cost. Runs after an
   * intent was journalled. Calls `ctx.born(id)` as soon as the provider answered, and gives the id back. Throws a `ProviderError` that says
   * whether it had an effect.
   */
  create(
    ctx: ResourceContext,
    args: ValuesOf<F>,
  ): Promise<{
    readonly id: string;
    readonly notes?: readonly string[];
    readonly once?: Readonly<Record<string, unknown>>;
  }>;

  /**
   * Brings the differing aspects to what is wished; also called right after `create` for what creation left over. Works from what was
   * observed and changes nothing that `difference` does not name. A resource without `update` is replaced on every change.
   */
  update?(ctx: ResourceContext, current: Present<F>, args: ValuesOf<F>, difference: Difference): Promise<void>;

  /** Removes the thing. Succeeds when it is already gone. */
  remove(ctx: ResourceContext, current: Present<F>): Promise<void>;

  /** Further wishes on the same thing, through the same observe, compare, update: `running`, `stopped`. */
  readonly functions?: Readonly<Record<string, ResourceFunction<F>>>;

  /** Everything there is. `listing` says whether a thing that is not listed does not exist; only then the engine may prefetch by it. */
  list?(ctx: ResourceContext): AsyncIterable<Present<F>>;
  readonly listing?: 'complete' | 'partial';

  /** What the provider itself says would happen; notes are shown in the plan. */
  preview?(
    ctx: ResourceContext,
    current: Present<F> | undefined,
    args: ValuesOf<F>,
  ): Promise<{ readonly notes: readonly string[] }>;

  /** Reads after a write may lag: how long (ms) to look again, and how many equal readings count as settled. */
  readonly consistency?: { readonly settle: number; readonly stableReads?: number };

  /** Order of replacement when the chunk does not say: default destroy first. */
  readonly replace?: 'destroy-first' | 'create-first';
}

export function resource<const F extends Fields>(
  definition: ResourceDefinition<F>,
): ResourceDefinition & Marked<'resource'> {
  return mark('resource', definition) as unknown as ResourceDefinition & Marked<'resource'>;
}
