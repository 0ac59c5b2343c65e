import { basename } from 'node:path';
import type { CommandSpec } from '../command.js';
import { type Invocation, text } from '../invocation.js';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'Make this folder a project: write holdfast.yaml',
  description:
    'Gives the project an id, by which its records are told from those of other projects. Never overwrites a file.',
  options: [{ flags: '--run-name <name>', doc: "name of the run (default: the folder's name)" }],
  outputs: ['text', 'json'],
  examples: [{ command: 'holdfast init', doc: 'make the working directory a project' }],
  run: runInit,
};

async function runInit(invocation: Invocation): Promise<number> {
  const ports = await invocation.ports();
  const { ExitCode, initProject } = await import('../../operations/index.js');
  const directory = invocation.host.cwd;
  const runName = text(invocation.options, 'run-name') ?? runNameFrom(basename(directory));
  const made = await initProject({ ports, directory, runName });
  if (invocation.output === 'json') invocation.print(JSON.stringify({ ...made, run_name: runName }, undefined, 2));
  else if (!invocation.quiet) invocation.say(`wrote ${made.path}`);
  return ExitCode.done;
}

/** A folder's name as a run name: it becomes part of file names. */
function runNameFrom(folder: string): string {
  return folder.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '') || 'cli';
}
