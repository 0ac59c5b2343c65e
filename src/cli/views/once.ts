/** Values that are shown only once, such as the private half of a generated key: how they get to a person. */
import { escapeControls, revealDeep } from '../../kernel/index.js';
import type { OnceValue } from '../../operations/index.js';
import { flag, type Invocation } from '../invocation.js';
import { ask, canAsk } from '../progress/question.js';
import { tagLabel } from './value-text.js';

/**
 * With `--show-secrets` they are printed on standard error (JSON and YAML carry them in the result). At a terminal where the run was
 * confirmed, it is asked. Otherwise it is said that there was something, and how to get it.
 */
export async function handOver(
  invocation: Invocation,
  values: readonly OnceValue[],
  signal: AbortSignal,
): Promise<void> {
  if (values.length === 0) return;
  const { host, options, paintErr } = invocation;
  if (flag(options, 'show-secrets')) {
    if (!carriesValues(invocation.output)) print(invocation, values);
    return;
  }
  const names = values.map(({ result, key }) => `${escapeControls(key)} of ${tagLabel(result.tag)}`).join(', ');
  if (canAsk(host) && !flag(options, 'yes')) {
    invocation.say(`${names} can be shown now and never again.`);
    if (await ask(host, 'Show it?', paintErr, signal)) return print(invocation, values);
  }
  if (invocation.quiet) return;
  invocation.say(
    `${paintErr('note', 'note')}: ${names} was not shown and is not kept. To get one, remove the thing, then create it again with --show-secrets.`,
  );
}

/** Whether an outputter shows new states whole. */
export function carriesValues(output: string): boolean {
  return ['json', 'yaml', 'raw', 'nested'].includes(output);
}

function print(invocation: Invocation, values: readonly OnceValue[]): void {
  for (const { result, key, value } of values) {
    const label = invocation.paintErr('bold', `${tagLabel(result.tag)} ${escapeControls(key)}:`);
    invocation.say(`${label}\n${escapeControls(String(revealDeep(value)), true)}`);
  }
}
