import { resolve } from 'node:path';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { plural } from '../views/value-text.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmExportCommand: CommandSpec = {
  name: 'esm export',
  summary: 'Write the enforced state to a file, in the form of the original',
  description: 'Takes no lock. The file is msgpack, or JSON when its name ends in .json; esm import reads both.',
  arguments: [{ name: 'file', doc: 'where to; replaced when it is there', required: true, completes: 'file' }],
  options: stateOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [{ command: 'holdfast esm export state.json', doc: 'a copy to read or to keep' }],
  run: runEsmExport,
};

async function runEsmExport(invocation: Invocation): Promise<number> {
  const { exportState, ExitCode } = await import('../../operations/index.js');
  const path = resolve(invocation.host.cwd, invocation.arguments[0] as string);
  const records = await exportState(await esmRequest(invocation), path);
  await answer(invocation, `wrote ${plural(records, 'record')} to ${path}`, { path, records });
  return ExitCode.done;
}
