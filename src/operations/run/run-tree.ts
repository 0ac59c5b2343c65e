/** Runs an SLS tree: what it would do, or doing it. */
import { hasErrors } from '../../kernel/index.js';
import { readEnforced } from '../enforced/enforced.js';
import { projectOf } from '../project.js';
import { type CompiledTree, compileTree } from '../tree/compile-tree.js';
import { SourceRecord } from '../tree/source-record.js';
import {
  type ChangeRequest,
  type RunInput,
  type RunRequest,
  runLocked,
  runOptions,
  type Scope,
  type SourceLookup,
  type TreeOutcome,
} from './locked-run.js';
import { writePlan } from './plan-files.js';

/** What both take. */
export interface TreeRequest extends RunRequest {
  /** SLS refs, or paths of SLS files. */
  readonly refs: readonly string[];
  /** IDs, names, tags or SLS refs (globs) to run; empty: everything. */
  readonly targets: readonly string[];
  /** Remove what vanished from the tree. */
  readonly prune?: boolean;
  /** The same of what is left out. */
  readonly except?: readonly string[];
  /** What stands for what targets need: they are run too, or their records where there are some. Default `run`. */
  readonly needs?: 'run' | 'enforced';
  /** Do the opposite of what is written, in reverse. */
  readonly invert?: boolean;
}

export type EnforceRequest = TreeRequest & ChangeRequest;

export interface PlanRequest extends TreeRequest {
  /** Where the plan is kept, to be applied later. Relative to the working directory. */
  readonly out?: string;
}

type ReadTree = Extract<CompiledTree, { ok: true }>;

/** Reads, locks, plans, asks, runs. */
export async function enforceTree(request: EnforceRequest): Promise<TreeOutcome> {
  await request.services.accounts?.open();
  let tree: CompiledTree | undefined = await compileTree(request);
  // What cannot be read needs no lock.
  if (!tree.ok) return { kind: 'invalid', diagnostics: tree.diagnostics, source: sourceOf(tree) };
  return runLocked(request, {
    operation: `state ${request.refs.join(' ')}`,
    async input(): Promise<RunInput> {
      const read = tree ?? (await compileTree(request));
      tree = undefined;
      const { diagnostics } = read;
      const source = sourceOf(read);
      return read.ok
        ? { ok: true, low: read.low, diagnostics, source, scope: scopeOf(request, read) }
        : { ok: false, diagnostics, source };
    },
  });
}

/** What a run would do. Takes no lock and writes nothing but the plan's file. */
export async function planTree(request: PlanRequest): Promise<TreeOutcome> {
  const { services, out } = request;
  await services.accounts?.open();
  const record = out === undefined ? undefined : new SourceRecord();
  const tree = await compileTree({ ...request, ...(record === undefined ? {} : { record }) });
  const compiled = record?.renderedNow();
  if (!tree.ok) return { kind: 'invalid', diagnostics: tree.diagnostics, source: sourceOf(tree) };
  const engine = await import('../../engine/index.js');
  request.phase('reading the enforced state');
  const { enforced, position, diagnostics: found } = await readEnforced(services, request.stop);
  request.phase('preparing');
  const scope = scopeOf(request, tree);
  const { targets, except = [], needs = 'run', invert = false } = request;
  const prepared = await engine.prepare({ low: tree.low, services, enforced, targets, except, needs, invert });
  const diagnostics = [...tree.diagnostics, ...found, ...prepared.diagnostics];
  const source = sourceOf(tree);
  if (hasErrors(prepared.diagnostics)) return { kind: 'invalid', diagnostics, source };
  request.prepared(prepared);
  const report = await engine.run(prepared, { services, enforced, options: runOptions(request, scope, 'plan') });
  if (out === undefined || record === undefined || report.stopped) return { kind: 'done', report, diagnostics, source };
  const { keptSources } = await import('./plan-sources.js');
  const planDigest = await writePlan({
    services,
    out,
    prepared,
    report,
    enforced,
    position,
    scope,
    refs: request.refs,
    sources: keptSources({ record, compiled, prepared, services, enforced }),
  });
  return { kind: 'done', report, diagnostics, source, planDigest };
}

function scopeOf(request: TreeRequest, tree: ReadTree): Scope {
  return {
    project: projectOf(request.services.settings),
    entries: tree.entries,
    targets: request.targets,
    prune: request.prune === true,
    except: request.except ?? [],
    needs: request.needs ?? 'run',
    invert: request.invert === true,
  };
}

function sourceOf(tree: CompiledTree): SourceLookup {
  return (file) => tree.sources.source(file);
}
