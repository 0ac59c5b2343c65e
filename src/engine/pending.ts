/** Calling again what was accepted but is not there yet, each chunk on a timer of its own. */
import { equal } from '../kernel/index.js';
import { applyChunk, type CallResult, type ChunkCall, type ExecuteEnvironment, mergeResults } from './execute/index.js';

const WAIT_SECONDS = 3;
const MOST_ATTEMPTS = 600;
/** Without data to go on with, so many equal answers mean that nothing will come of it. */
const MOST_UNCHANGED = 3;

export async function settlePending(call: ChunkCall, first: CallResult, env: ExecuteEnvironment): Promise<CallResult> {
  const declared =
    call.plugin.kind === 'state-functions' ? call.plugin.definition.functions[call.fun]?.reconcile : undefined;
  const attempts = declared?.attempts ?? MOST_ATTEMPTS;
  const wait = (declared?.wait ?? WAIT_SECONDS) * 1000;
  const { clock } = env.services.ports;
  let result = first;
  let unchanged = 0;
  for (let attempt = 1; attempt <= attempts && result.outcome === 'pending'; attempt++) {
    if (env.options.stop.aborted || env.options.abort.aborted) break;
    const until = clock.now() + wait;
    env.options.emit({
      type: 'step-note',
      tag: call.tagText,
      level: 'info',
      message: `not there yet; looks again (${attempt})`,
      until,
    });
    const stopped = await clock.sleep(wait, AbortSignal.any([env.options.stop, env.options.abort])).then(
      () => false,
      () => true,
    );
    if (stopped) break;
    const record = env.enforced.get(call.esmTag);
    const applied = await applyChunk({ ...call, record, rerunData: result.rerunData }, env);
    if (applied.kind === 'replace') break;
    const next = applied.result;
    unchanged = next.result === result.result && equal(next.changes, result.changes) ? unchanged + 1 : 0;
    result = mergeResults(result, next);
    if (unchanged >= MOST_UNCHANGED && result.rerunData === undefined) break;
  }
  return result;
}
