/** What the commands of the enforced state have in common. */
import type { EsmRequest } from '../../operations/index.js';
import type { OptionSpec } from '../command.js';
import { type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';

/** Which state is meant. */
export const stateOptions: readonly OptionSpec[] = [
  { flags: '--run-name <name>', doc: 'name of the run', setting: 'run_name' },
  { flags: '--esm-plugin <store>', doc: 'store of the enforced state', setting: 'esm_plugin', completes: 'stores' },
  { flags: '--esm-profile <name>', doc: 'account profile of the store', setting: 'esm_profile' },
];

/** For what writes to it. */
export const messageOption: OptionSpec = { flags: '--message <text>', doc: 'why, for the history' };

export async function esmRequest(invocation: Invocation): Promise<EsmRequest> {
  const message = text(invocation.options, 'message');
  const services = await invocation.services();
  return { services, signal: new AbortController().signal, ...(message === undefined ? {} : { message }) };
}

/** Prints text for people, or the data as the outputter asked for. */
export async function answer(invocation: Invocation, words: string, data: unknown): Promise<void> {
  if (invocation.output === 'text') {
    if (words !== '') invocation.print(words);
    return;
  }
  const { shownData } = await import('../../operations/index.js');
  invocation.print(await dataText(invocation.output, shownData(data, await invocation.services())));
}
