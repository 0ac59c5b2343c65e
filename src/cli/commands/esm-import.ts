import { resolve } from 'node:path';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { plural } from '../views/value-text.js';
import { answer, esmRequest, messageOption, stateOptions } from './esm-options.js';

export const esmImportCommand: CommandSpec = {
  name: 'esm import',
  summary: 'Take over the enforced state of the original from a file',
  description:
    'Reads both versions of its form, msgpack and JSON. Records that are there already are kept, unless --replace is given; then those go, too, that a file which was exported here does not have any more. The file is not changed.',
  arguments: [
    { name: 'file', doc: 'such as ~/.idem/var/cache/idem/esm/local/cli.msgpack', required: true, completes: 'file' },
  ],
  options: [...stateOptions, { flags: '--replace', doc: 'replace records that are there already' }, messageOption],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    {
      command: 'holdfast esm import ~/.idem/var/cache/idem/esm/local/cli.msgpack',
      doc: 'go on where the original stopped',
    },
  ],
  run: runEsmImport,
};

async function runEsmImport(invocation: Invocation): Promise<number> {
  const { ExitCode, importState } = await import('../../operations/index.js');
  const path = resolve(invocation.host.cwd, invocation.arguments[0] as string);
  const request = {
    ...(await esmRequest(invocation)),
    path,
    replace: flag(invocation.options, 'replace'),
  };
  const imported = await importState(request);
  invocation.report(imported.diagnostics);
  const { added, replaced, kept, removed, version } = imported;
  const parts = [
    `${plural(added.length, 'record')} added`,
    ...(replaced.length === 0 ? [] : [`${replaced.length} replaced`]),
    ...(removed.length === 0 ? [] : [`${removed.length} forgotten`]),
    ...(kept.length === 0 ? [] : [`${kept.length} kept as they were (--replace takes those of the file)`]),
  ];
  await answer(invocation, `version ${version}: ${parts.join(', ')}`, {
    version,
    added,
    replaced,
    kept,
    removed,
  });
  return ExitCode.done;
}
