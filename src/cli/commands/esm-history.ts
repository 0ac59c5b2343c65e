import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { historyText } from '../views/esm-history.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmHistoryCommand: CommandSpec = {
  name: 'esm history',
  summary: 'Show who changed the enforced state when, with what, and why',
  description:
    'Takes no lock. Every run stands with the position it left: @41 is what esm show, esm diff and esm restore take. esm_keep_mib says how much is kept.',
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: 'holdfast esm history', doc: 'newest first' }],
  run: runEsmHistory,
};

async function runEsmHistory(invocation: Invocation): Promise<number> {
  const { esmHistory, ExitCode } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  const timeline = await esmHistory(request);
  const { esmKeepMib } = request.services.settings;
  const kept = timeline.newest === 0 ? '' : `; esm_keep_mib keeps ${esmKeepMib} MiB of it`;
  await answer(invocation, `${historyText(timeline, invocation.paintOut)}${kept}`, {
    ...timeline,
    keep_mib: esmKeepMib,
  });
  return ExitCode.done;
}
