/** One run under the lock of the enforced state: plan, look at what it would destroy, ask, run. */
import type { JournalFrame } from '../../contract/index.js';
import type { EnforcedState, PreparedRun, PrepareInput, RunEvent, RunOptions, RunReport } from '../../engine/index.js';
import { type Diagnostic, diagnosticsOf, hasErrors, type SourceText } from '../../kernel/index.js';
import type { LowState } from '../../sls/index.js';
import { openEnforced, readEnforced } from '../enforced/enforced.js';
import type { Services } from '../services.js';
import { tooManyDeletes } from './deletes.js';
import { reconcileOptions } from './reconcile-options.js';

/** What every run takes, whatever it runs. */
export interface RunRequest {
  readonly services: Services;
  /** First signal: start nothing new. */
  readonly stop: AbortSignal;
  /** Second signal: abort what is in flight. */
  readonly abort: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Id of the run. Absent: a new one. */
  readonly runId?: string;
  /** Emits the arguments of each call too. */
  readonly detail?: boolean;
  /** Called with what a file, or a block of it, was rendered to. */
  readonly rendered?: (sls: string, data: unknown) => void;
  /** What goes on before the run, for people: `reading site.sls`. */
  readonly phase: (text: string) => void;
  /** Called when the graph is known, before anything runs. */
  readonly prepared: (run: PreparedRun) => void;
}

/** What a run that changes something takes beside it. */
export interface ChangeRequest extends RunRequest {
  /** Kept in the history of the enforced state. */
  readonly message?: string;
  /** Shown the plan; nothing is done when it answers false. Absent: nobody is asked. */
  readonly confirm?: (plan: RunReport) => Promise<boolean>;
  /** Things that may be removed or replaced at most. Default: any number, and ten when what vanished is removed. */
  readonly maxDeletes?: number;
}

/** The text of a source file by the name that spans carry. */
export type SourceLookup = (file: string) => SourceText | undefined;

export type TreeOutcome =
  /** The input is wrong; nothing was run. */
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[]; readonly source: SourceLookup }
  | { readonly kind: 'declined'; readonly plan: RunReport }
  | {
      readonly kind: 'done';
      readonly report: RunReport;
      readonly diagnostics: readonly Diagnostic[];
      readonly source: SourceLookup;
      /** Of the plan that was written, when one was. */
      readonly planDigest?: string;
      /** Why the enforced state could not be kept to the end: the lock was lost, or the store failed. */
      readonly lost?: readonly Diagnostic[];
    };

/** Options that say what is run; the others say how. */
export type Scope = Pick<
  RunOptions,
  'project' | 'entries' | 'targets' | 'prune' | 'removal' | 'keeps' | 'declaredBy' | 'guard'
> & {
  readonly except?: readonly string[];
  /** What stands for what targets need. */
  readonly needs?: 'run' | 'enforced';
  readonly invert?: boolean;
};

export type RunInput =
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[]; readonly source: SourceLookup }
  | {
      readonly ok: true;
      readonly low: LowState;
      readonly diagnostics: readonly Diagnostic[];
      readonly source: SourceLookup;
      readonly scope: Scope;
      /** Appended when the run came to its end. */
      readonly frames?: readonly JournalFrame[];
    };

export interface LockedRun {
  /** For the history, and for those who find the lock taken: `state site.sls`. */
  readonly operation: string;
  /** What to run. Called under the lock, once for the plan and once for the run: delayed blocks and guards are used once. */
  input(enforced: EnforcedState): Promise<RunInput>;
}

/** The lock is taken before the plan and held through the question. */
export async function runLocked(request: ChangeRequest, { operation, input }: LockedRun): Promise<TreeOutcome> {
  const { services, phase, message } = request;
  // Credentials that cannot be read are wrong input, and no state's failure.
  await services.accounts?.open();
  phase('taking the lock of the enforced state');
  const runId = request.runId ?? services.ports.random.uuid();
  const reconcile = await reconcileOptions(services);
  // Loaded while the store writes the lock.
  const modules = Promise.all([import('../../engine/index.js'), import('../../sls/index.js')]);
  const opening = { services, runId, operation, signal: request.abort };
  let session: Awaited<ReturnType<typeof openEnforced>>;
  try {
    session = await openEnforced({ ...opening, ...(message === undefined ? {} : { message }) });
  } catch (error) {
    // Wrong input counts before a lock or a store; if that cannot be told without it, the store's own error stands.
    const invalid = await invalidInput(request, input).catch(() => undefined);
    if (invalid !== undefined) return invalid;
    throw error;
  }
  await modules;
  let outcome: TreeOutcome;
  const emit = (event: RunEvent): void => {
    session.follow(event);
    request.emit(event);
  };
  try {
    const stop = AbortSignal.any([request.stop, session.lost]);
    outcome = await planAndRun({ ...request, emit, stop }, input, session.enforced, { runId, reconcile });
  } catch (error) {
    await session.close(undefined, error);
    throw error;
  }
  if (outcome.kind === 'declined') {
    await session.close(outcome.plan);
    return outcome;
  }
  const told = { ...outcome, diagnostics: [...session.diagnostics, ...outcome.diagnostics] };
  try {
    await session.close(outcome.kind === 'done' ? outcome.report : undefined);
  } catch (error) {
    const lost = diagnosticsOf(error);
    if (lost === undefined || told.kind !== 'done') throw error;
    // What was done is told all the same.
    return { ...told, lost };
  }
  return told;
}

/** What is wrong with the input, found without the lock. */
async function invalidInput(request: ChangeRequest, input: LockedRun['input']): Promise<TreeOutcome | undefined> {
  const { services } = request;
  const { enforced } = await readEnforced(services, request.abort);
  const found = await input(enforced);
  if (!found.ok) return { ...found, kind: 'invalid' };
  const engine = await import('../../engine/index.js');
  const { diagnostics } = await engine.prepare(prepareInput(found, services, enforced));
  return hasErrors(diagnostics) ? { kind: 'invalid', diagnostics, source: found.source } : undefined;
}

async function planAndRun(
  request: ChangeRequest,
  input: LockedRun['input'],
  enforced: EnforcedState,
  one: Pick<RunOptions, 'runId' | 'reconcile'>,
): Promise<TreeOutcome> {
  const { services, confirm, maxDeletes } = request;
  const engine = await import('../../engine/index.js');
  let found = await input(enforced);
  if (!found.ok) return { ...found, kind: 'invalid' };
  request.phase('preparing');
  let prepared = await engine.prepare(prepareInput(found, services, enforced));
  const diagnostics = [...found.diagnostics, ...prepared.diagnostics];
  const { source, scope } = found;
  if (hasErrors(diagnostics)) return { kind: 'invalid', diagnostics, source };
  request.prepared(prepared);
  const { delayed } = found.low;
  if (confirm !== undefined || scope.prune === true || maxDeletes !== undefined) {
    const options = { ...runOptions(request, scope, 'plan'), runId: one.runId };
    const plan = await engine.run(prepared, { services, enforced: withoutWriting(enforced), options });
    const tooMany = tooManyDeletes(plan.results, maxDeletes, scope.prune === true);
    if (tooMany !== undefined) return { kind: 'invalid', diagnostics: [tooMany], source };
    if (plan.stopped || (confirm !== undefined && !(await confirm(plan)))) return { kind: 'declined', plan };
    // A prepared run is used once; so is a guard, and a delayed block: what it was in the plan was rendered with values that were not known yet.
    if (delayed.length > 0 || scope.guard !== undefined) found = await input(enforced);
    if (!found.ok) return { ...found, kind: 'invalid' };
    prepared = await engine.prepare(prepareInput(found, services, enforced));
  }
  const options = { ...runOptions(request, found.scope, 'apply'), ...one };
  const report = await engine.run(prepared, { services, enforced, options });
  const { frames = [] } = found;
  if (frames.length > 0 && !report.stopped) await enforced.append(frames, 'durable');
  return { kind: 'done', report, diagnostics, source };
}

function prepareInput(
  { low, scope }: Extract<RunInput, { ok: true }>,
  services: Services,
  enforced: EnforcedState,
): PrepareInput {
  return {
    low,
    services,
    enforced,
    targets: scope.targets ?? [],
    except: scope.except ?? [],
    needs: scope.needs ?? 'run',
    invert: scope.invert === true,
  };
}

/** A plan reads the enforced state of the run to come and keeps nothing in it. */
function withoutWriting(enforced: EnforcedState): EnforcedState {
  return {
    get: (esmTag) => enforced.get(esmTag),
    entries: () => enforced.entries(),
    openIntents: () => enforced.openIntents(),
    append: async () => {},
    check: () => enforced.check(),
    ...(enforced.seal === undefined ? {} : { seal: (value, like) => enforced.seal?.(value, like) ?? value }),
  };
}

export function runOptions(request: RunRequest, scope: Scope, mode: RunOptions['mode']): RunOptions {
  const { settings, ports, accounts } = request.services;
  // As records have it: what the file calls the default may be another profile tomorrow.
  const profile = settings.acctProfile ?? accounts?.defaultProfile();
  return {
    runName: settings.runName,
    runId: request.runId ?? ports.random.uuid(),
    mode,
    runtime: settings.runtime,
    batchSize: settings.batchSize,
    onlyWithResourceId: settings.onlyWithResourceId,
    stop: request.stop,
    abort: request.abort,
    emit: request.emit,
    detail: request.detail === true,
    ...(profile === undefined ? {} : { profile }),
    ...scope,
  };
}
