import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { plural } from '../views/value-text.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmCheckCommand: CommandSpec = {
  name: 'esm check',
  summary: 'Read all that is kept, and prove that it is whole',
  description:
    'Takes no lock. Every segment carries a checksum and the hash of the one before, so that a change anywhere shows; where the beginning is still kept, everything is replayed and compared with the state.',
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: 'holdfast esm check', doc: 'exit code 0: whole; 69: damaged, with the place' }],
  run: runEsmCheck,
};

async function runEsmCheck(invocation: Invocation): Promise<number> {
  const { esmCheck, ExitCode } = await import('../../operations/index.js');
  const report = await esmCheck(await esmRequest(invocation));
  invocation.report(report.diagnostics);
  const { first, last, segments, frames, records, openIntents, replays, whole } = report;
  const chain =
    segments === 0
      ? 'there is no history to check'
      : `@${first} to @${last}: ${plural(segments, 'segment')}, ${plural(frames, 'frame')}, every hash is right`;
  const sum =
    replays === undefined
      ? ''
      : replays
        ? ', and replaying them gives the state'
        : ', but replaying them does not give the state';
  const text = `${chain}${sum}\n${plural(records, 'record')}, ${plural(openIntents, 'open call')}`;
  await answer(invocation, text, {
    first,
    last,
    segments,
    frames,
    records,
    open_calls: openIntents,
    replays: replays ?? null,
    whole,
  });
  return whole ? ExitCode.done : ExitCode.unreachable;
}
