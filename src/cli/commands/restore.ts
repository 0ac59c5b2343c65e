import { resolve } from 'node:path';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { ask, listenWhileAsking } from '../progress/question.js';
import { recordChangesText } from '../views/record-changes.js';
import { mustAsk } from './confirm.js';
import { accountOptions, enforcedOptions } from './tree-options.js';

export const restoreCommand: CommandSpec = {
  name: 'restore',
  summary: 'Merge records from a JSON file over the enforced state',
  description:
    'The file maps ESM tags to states, as `esm show --json` and `esm export FILE.json` write it. Records it names are replaced, others stay; all of them are written, or none. Only what is remembered changes: the world is not looked at. To bring the world back as well, use `esm restore @POSITION`; to take over the msgpack file of the original, use `esm import`.',
  arguments: [{ name: 'file', doc: 'JSON file', required: true, completes: 'file' }],
  options: [
    { flags: '-t, --test', doc: 'only show what would be written' },
    { flags: '-y, --yes', doc: 'do not ask' },
    { flags: '--message <text>', doc: 'why, for the history' },
    ...enforcedOptions,
    ...accountOptions,
  ],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm show --json > kept.json', doc: 'keep what is remembered' },
    { command: 'holdfast restore kept.json --test', doc: 'how it differs from what is remembered now' },
    { command: 'holdfast restore kept.json --yes --message "before the move"', doc: 'write it, without a question' },
  ],
  run: runRestore,
};

async function runRestore(invocation: Invocation): Promise<number> {
  const { host, options, output, paintErr } = invocation;
  const test = flag(options, 'test');
  const asks = !test && mustAsk(invocation);
  const services = await invocation.services();
  const { ExitCode, restoreFile, shownData } = await import('../../operations/index.js');
  const message = text(options, 'message');
  const questions = listenWhileAsking(host);
  try {
    const restored = await restoreFile({
      services,
      path: resolve(host.cwd, invocation.arguments[0] as string),
      test,
      signal: questions.signal,
      ...(message === undefined ? {} : { message }),
      ...(asks
        ? {
            confirm: async (changes) => {
              invocation.say(recordChangesText({ changes, unchanged: 0, test: true }, paintErr));
              return await ask(host, 'Write these records?', paintErr, questions.signal);
            },
          }
        : {}),
    });
    invocation.report(restored.diagnostics);
    if (restored.kind === 'declined') {
      invocation.say('nothing was done');
      return questions.stoppedWith() ?? ExitCode.failed;
    }
    const { changes, unchanged } = restored;
    const shown = shownData({ changes, unchanged, test }, services);
    if (output === 'text')
      invocation.print(recordChangesText({ changes, unchanged: unchanged.length, test }, invocation.paintOut));
    else invocation.print(await dataText(output, shown));
    return ExitCode.done;
  } finally {
    questions.release();
  }
}
