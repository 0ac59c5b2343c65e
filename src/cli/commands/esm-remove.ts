import { escapeControls } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { answer, esmRequest, messageOption, stateOptions } from './esm-options.js';

export const esmRemoveCommand: CommandSpec = {
  name: 'esm remove',
  summary: 'Forget one record; the thing it stands for is left alone',
  description:
    'The next run does not know the thing any more: it is found again by name where its state allows that. An unknown tag is no error.',
  arguments: [{ name: 'tag', doc: 'the ESM tag, as esm show --json gives it', required: true }],
  options: [...stateOptions, messageOption],
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: "holdfast esm remove 'cloud.network_|-net_|-net_|-'", doc: 'forget one network' }],
  run: runEsmRemove,
};

async function runEsmRemove(invocation: Invocation): Promise<number> {
  const tag = invocation.arguments[0] as string;
  const { ExitCode, removeRecord } = await import('../../operations/index.js');
  const { record, diagnostics } = await removeRecord(await esmRequest(invocation), tag);
  invocation.report(diagnostics);
  const text =
    record === undefined ? `there is no record ${escapeControls(tag)}` : `removed the record ${escapeControls(tag)}`;
  await answer(invocation, text, { tag, removed: record ?? null });
  return ExitCode.done;
}
