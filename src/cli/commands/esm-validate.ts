import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { plural } from '../views/value-text.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmValidateCommand: CommandSpec = {
  name: 'esm validate',
  summary: 'Say whether the enforced state can be read and is of a known version',
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: 'holdfast esm validate --esm-plugin aws', doc: 'before the first run with another store' }],
  run: runEsmValidate,
};

async function runEsmValidate(invocation: Invocation): Promise<number> {
  const { esmAccess, ExitCode } = await import('../../operations/index.js');
  const { services, signal } = await esmRequest(invocation);
  const { version, records, openIntents, diagnostics } = await esmAccess(services, signal).validate();
  invocation.report(diagnostics);
  const open = openIntents === 0 ? '' : `, ${plural(openIntents, 'open call')}: holdfast esm recover`;
  await answer(invocation, `it can be read: version ${version}, ${plural(records, 'record')}${open}`, {
    version,
    records,
    open_calls: openIntents,
    diagnostics,
  });
  return diagnostics.some(({ severity }) => severity === 'error') ? ExitCode.failed : ExitCode.done;
}
