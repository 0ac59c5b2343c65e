import { escapeControls, hasErrors } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { makePhases } from '../progress/phases.js';
import { listenForStop } from '../stop-signals.js';
import { recordChangesText } from '../views/record-changes.js';
import { accountOptions, enforcedOptions, progressOptions } from './tree-options.js';

export const refreshCommand: CommandSpec = {
  name: 'refresh',
  summary: 'Bring what is remembered up to what is there',
  description:
    'Reads what exists and writes it into the enforced state, under its lock; the world itself is not changed. A record whose thing is described differently is brought up to date; a thing without a record gets one, under the label that `describe` gives it. Records of things that are gone are named and kept: the next run of their tree makes the things again.',
  arguments: [{ name: 'ref', doc: 'state refs or patterns of them', variadic: true, completes: 'states' }],
  options: [
    { flags: '-t, --test', doc: 'only show what would be written' },
    { flags: '--detailed-exitcode', doc: 'end with 4 when something was not as it is remembered' },
    { flags: '--hard-fail', doc: 'write nothing when a state cannot be read', setting: 'hard_fail' },
    { flags: '--message <text>', doc: 'why, for the history' },
    ...enforcedOptions,
    ...accountOptions,
    ...progressOptions,
  ],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: "holdfast refresh 'cloud.*' --test", doc: 'how what is remembered differs from what is there' },
    { command: "holdfast refresh 'cloud.*'", doc: 'remember what is there' },
    { command: 'holdfast refresh cloud.network --detailed-exitcode --json', doc: 'for other programs' },
  ],
  run: runRefresh,
};

async function runRefresh(invocation: Invocation): Promise<number> {
  const { host, options, output } = invocation;
  const services = await invocation.services();
  const { ExitCode, refreshRecords, shownData } = await import('../../operations/index.js');
  const test = flag(options, 'test');
  const message = text(options, 'message');
  const progress = makePhases(invocation, services);
  const signals = listenForStop({ host, say: progress.say, inFlight: () => [], after: host.after });
  try {
    const { changes, unchanged, gone, diagnostics } = await refreshRecords({
      services,
      patterns: invocation.arguments,
      test,
      hardFail: services.settings.hardFail,
      signal: signals.stop,
      phase: progress.phase,
      ...(message === undefined ? {} : { message }),
    });
    progress.end();
    invocation.report(diagnostics);
    if (output === 'text') {
      const lines = gone.map((tag) => `  gone: ${escapeControls(tag)}`);
      const counted = recordChangesText({ changes, unchanged: unchanged.length, test }, invocation.paintOut);
      invocation.print([counted, ...lines].join('\n'));
    } else invocation.print(await dataText(output, shownData({ changes, unchanged, gone, test }, services)));
    if (hasErrors(diagnostics)) return ExitCode.failed;
    const differs = changes.length > 0 || gone.length > 0;
    return flag(options, 'detailed-exitcode') && differs ? ExitCode.differences : ExitCode.done;
  } finally {
    progress.end();
    signals.release();
  }
}
