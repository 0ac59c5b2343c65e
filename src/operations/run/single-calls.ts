/** Calls of single functions, outside of any tree. */
import type { RunOptions } from '../../engine/index.js';
import type { Services } from '../services.js';

/** How they run: as the settings say, telling nobody, and enforcing nothing of a tree. */
export function singleCallOptions(
  { settings, ports }: Services,
  mode: RunOptions['mode'],
  signal: AbortSignal,
): RunOptions {
  return {
    runName: settings.runName,
    runId: ports.random.uuid(),
    mode,
    runtime: settings.runtime,
    batchSize: settings.batchSize,
    stop: signal,
    abort: signal,
    emit: () => {},
    project: settings.project,
    entries: [],
  };
}
