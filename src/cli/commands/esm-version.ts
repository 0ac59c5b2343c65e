import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { answer, esmRequest } from './esm-options.js';

export const esmVersionCommand: CommandSpec = {
  name: 'esm version',
  summary: 'Print the newest version of the state that is understood',
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: 'holdfast esm version', doc: 'such as 2.0.0' }],
  run: runEsmVersion,
};

async function runEsmVersion(invocation: Invocation): Promise<number> {
  const { esmAccess, ExitCode } = await import('../../operations/index.js');
  const { services, signal } = await esmRequest(invocation);
  const { version } = esmAccess(services, signal);
  await answer(invocation, version, { version });
  return ExitCode.done;
}
