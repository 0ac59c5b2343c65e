/** Brings the world back to what was enforced at a position of the history: a run of a tree that says so. */
import { SourceIndex } from '../../kernel/index.js';
import { projectOf } from '../project.js';
import {
  type ChangeRequest,
  type RunInput,
  runLocked,
  runOptions,
  type Scope,
  type TreeOutcome,
} from '../run/locked-run.js';
import { keysOf, placeOf, readSnapshot } from './enforced.js';
import type { Records } from './recorded-secrets.js';

export interface RestoreRequest extends ChangeRequest {
  readonly position: number;
}

/** What is recorded now and was not then is removed. Throws `esm/no-such-position`. */
export async function restoreState(request: RestoreRequest): Promise<TreeOutcome> {
  const { position } = request;
  const then = await recordsAt(request);
  return runLocked(request, {
    operation: `esm restore @${position}`,
    input: () => inputOf(request, then),
  });
}

/** What `restoreState` would do. Takes no lock and writes nothing. */
export async function planRestore(request: RestoreRequest): Promise<TreeOutcome> {
  const { services } = request;
  const { readEnforced } = await import('./enforced.js');
  const engine = await import('../../engine/index.js');
  const input = await inputOf(request, await recordsAt(request));
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
  const { stateAt } = await import('../../esm/index.js');
  return (await stateAt(await placeOf(services, abort), position)).records;
}

async function inputOf({ services, abort }: RestoreRequest, then: Records): Promise<Extract<RunInput, { ok: true }>> {
  const [{ sealerFor }, { RecordedSecrets }, { treeOfRecords }] = await Promise.all([
    import('../../esm/index.js'),
    import('./recorded-secrets.js'),
    import('./state-tree.js'),
  ]);
  // The state as it is stored: the session under the lock has opened it.
  const { snapshot } = await readSnapshot(services, abort);
  const sealer = sealerFor(snapshot, await keysOf(services, snapshot.keyId ?? ''));
  const now = snapshot.records;
  const secrets = new RecordedSecrets([now, then], (marker) => sealer.unseal(marker));
  const tree = await treeOfRecords({ records: then, now, secrets, hub: services.hub, sources: new SourceIndex() });
  const scope: Scope = {
    project: projectOf(services.settings),
    entries: ['restore'],
    prune: true,
    removal: 'all',
    keeps: (esmTag) => tree.leftAlone.has(esmTag),
    declaredBy: (esmTag) => then.get(esmTag)?.meta.declared,
  };
  const frames = [...tree.records].map(([esmTag, record]) => ({ type: 'put', esmTag, record }) as const);
  return { ok: true, low: tree.low, diagnostics: tree.diagnostics, source: () => undefined, scope, frames };
}
