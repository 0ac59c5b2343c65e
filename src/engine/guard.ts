/** Holding a run to a plan: a step is done only when the plan has it and the world is still as it was when the plan was made. */
import type { Intent } from '../contract/index.js';
import { type Action, DEPOSED_PATH } from './outcome.js';
import type { PlannedStep } from './plan/plan-body.js';
import type { GuardedStep, RunGuard } from './run.js';

type Write = Intent['action'];

/** Calls that belong to what a step does to its thing. */
const WRITES_OF: Readonly<Record<Action, readonly Write[]>> = {
  none: [],
  read: [],
  adopt: [],
  create: ['create', 'update'],
  update: ['update'],
  replace: ['create', 'update', 'remove'],
  remove: ['remove'],
  call: ['call'],
};

export interface GuardOptions {
  readonly steps: readonly PlannedStep[];
  /** An earlier run of the same plan was interrupted: the world may be between what the plan saw and what it wants. */
  readonly resume: boolean;
  /** Tag to the reason why a step cannot be done as it was planned. */
  readonly blocked?: ReadonlyMap<string, string>;
}

export class PlanGuard implements RunGuard {
  readonly #steps: ReadonlyMap<string, PlannedStep>;
  /** Tags of chunks whose things the plan removes on behalf of others, to be made anew in their own steps. */
  readonly #retired: ReadonlySet<string>;
  readonly #resume: boolean;
  readonly #blocked: ReadonlyMap<string, string>;
  readonly #permitted = new Map<string, Set<Write>>();
  /** Of updates in place: the only leaves that may be changed. */
  readonly #leaves = new Map<string, readonly string[]>();
  readonly #gone = new Set<string>();

  constructor({ steps, resume, blocked = new Map() }: GuardOptions) {
    this.#blocked = blocked;
    this.#steps = new Map(steps.map((step) => [step.tag, step]));
    this.#retired = new Set(steps.flatMap(({ retires }) => retires ?? []));
    this.#resume = resume;
  }

  judge(step: GuardedStep): string | undefined {
    const why = this.#why(step);
    if (why !== undefined) return why;
    const permitted = this.#permitted.get(step.esmTag) ?? new Set();
    for (const write of this.#writesOf(step)) permitted.add(write);
    this.#permitted.set(step.esmTag, permitted);
    const planned = this.#steps.get(step.tag);
    // What a step makes, it may also bring to what the plan wants of it.
    if (step.kind === 'apply' && planned?.action === 'update' && step.action === 'update')
      this.#leaves.set(step.esmTag, planned.leaves);
    if (step.kind === 'retire') this.#gone.add(step.tag);
    return undefined;
  }

  #why(step: GuardedStep): string | undefined {
    if (step.kind === 'retire') return this.#judgeRetire(step);
    if (step.kind === 'refresh') return this.#judgeRefresh(step);
    return this.#judgeStep(step);
  }

  #writesOf({ kind, tag, action }: GuardedStep): readonly Write[] {
    if (kind === 'retire') return WRITES_OF.remove;
    // An interrupted run may have left behind what a replacement has still to remove.
    if (WRITES_OF[action].length === 0 && !this.#resume) return [];
    const planned = this.#steps.get(tag);
    const deposed = planned?.leaves.includes(DEPOSED_PATH) === true ? WRITES_OF.remove : [];
    return [...WRITES_OF[action], ...WRITES_OF[planned?.action ?? 'none'], ...deposed];
  }

  permits(esmTag: string, action: Write, leaves: readonly string[] = []): boolean {
    if (this.#permitted.get(esmTag)?.has(action) !== true) return false;
    const named = this.#leaves.get(esmTag);
    return named === undefined || leaves.every((path) => named.includes(path));
  }

  #judgeStep({ tag, action, observed, leaves, recordId }: GuardedStep): string | undefined {
    const planned = this.#steps.get(tag);
    if (WRITES_OF[action].length === 0) return undefined;
    const blocked = this.#blocked.get(tag);
    if (blocked !== undefined) return blocked;
    if (planned === undefined) return `would ${action}, and the plan does not have it`;
    // What this plan took away it may make again.
    const taken = this.#gone.has(tag) || (this.#resume && this.#retired.has(tag));
    if (taken && action === 'create') return undefined;
    if (WRITES_OF[planned.action].length === 0) return `would ${action}, and the plan leaves it as it is`;
    // A creation is given all arguments, and these are the plan's own.
    const unplanned = action === 'create' ? [] : leaves.filter((path) => !planned.leaves.includes(path));
    // A replacement that was interrupted may have left what it replaced.
    const beyondRest = planned.action === 'replace' ? unplanned.filter((path) => path !== DEPOSED_PATH) : unplanned;
    if (this.#resume && beyondRest.length === 0 && isRest(action, planned, recordId)) return undefined;
    if (action !== planned.action) return `would ${action}, and the plan says ${planned.action}`;
    if (observed !== planned.observed) return `is not as it was when the plan was made`;
    if (unplanned.length > 0) return `would also change ${unplanned.join(', ')}, and the plan does not say so`;
    return undefined;
  }

  #judgeRefresh({ tag }: GuardedStep): string | undefined {
    if (this.#steps.get(tag)?.action === 'call') return undefined;
    return 'would be refreshed, and the plan does not say so';
  }

  /** A thing that goes before the one it hangs on is replaced. */
  #judgeRetire({ tag, observed }: GuardedStep): string | undefined {
    const planned = this.#steps.get(tag);
    if (!this.#retired.has(tag))
      return `would have to be removed before what it hangs on, and the plan does not say so`;
    if (observed === undefined || this.#resume) return undefined;
    return observed === planned?.observed ? undefined : `is not as it was when the plan was made`;
  }
}

/** Whether it may be what an interrupted run left to do of a step. A thing that no record knows is not its work. */
function isRest(action: Action, planned: PlannedStep, recordId: string | undefined): boolean {
  const made = recordId !== undefined && recordId !== planned.recordId;
  switch (planned.action) {
    case 'create':
      return action === 'update' && made;
    case 'replace':
      return action === 'create' || ((action === 'update' || action === 'remove') && made);
    case 'update':
    case 'remove':
      return action === planned.action && recordId === planned.recordId;
    default:
      return false;
  }
}
