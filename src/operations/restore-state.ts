/** Brings the world back to what was enforced at a position of the history: a run of a tree that says so. */
import { SourceIndex } from '../kernel/index.js';
import { placeOf } from './enforced.js';
import {
  type ChangeRequest,
  type RunInput,
  runLocked,
  runOptions,
  type Scope,
  type TreeOutcome,
} from './locked-run.js';
import { projectOf } from './project.js';
import type { Services } from './services.js';
import { type Records, treeOfRecords } from './state-tree.js';

export interface RestoreRequest extends ChangeRequest {
  readonly position: number;
}

/** What is recorded now and was not then is removed. Throws `esm/no-such-position`. */
export async function restoreState(request: RestoreRequest): Promise<TreeOutcome> {
  const { services, position } = request;
  const records = await recordsAt(request);
  return runLocked(request, {
    operation: `esm restore @${position}`,
    input: () => inputOf(services, records),
  });
}

/** What `restoreState` would do. Takes no lock and writes nothing. */
export async function planRestore(request: RestoreRequest): Promise<TreeOutcome> {
  const { services } = request;
  const { readEnforced } = await import('./enforced.js');
  const engine = await import('../engine/index.js');
  const input = await inputOf(services, await recordsAt(request));
  const { enforced, diagnostics: found } = await readEnforced(services, request.stop);
  const prepared = await engine.prepare({ low: input.low, services, enforced });
  const diagnostics = [...input.diagnostics, ...found, ...prepared.diagnostics];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ...input, kind: 'invalid', diagnostics };
  request.prepared(prepared);
  const report = await engine.run(prepared, { services, enforced, options: runOptions(request, input.scope, 'plan') });
  return { kind: 'done', report, diagnostics, source: input.source };
}

async function recordsAt({ services, position, phase, abort }: RestoreRequest): Promise<Records> {
  phase(`reading the history up to @${position}`);
  const { stateAt } = await import('../esm/index.js');
  return (await stateAt(await placeOf(services, abort), position)).records;
}

async function inputOf(services: Services, records: Records): Promise<Extract<RunInput, { ok: true }>> {
  const { low, diagnostics } = await treeOfRecords(records, services.hub, new SourceIndex());
  const scope: Scope = {
    project: projectOf(services.settings),
    entries: ['restore'],
    prune: true,
    removal: 'all',
    declaredBy: (esmTag) => records.get(esmTag)?.meta.declared,
  };
  return { ok: true, low, diagnostics, source: () => undefined, scope };
}
