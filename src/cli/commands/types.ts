import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';

export const typesCommand: CommandSpec = {
  name: 'types',
  summary: 'Print types of all states, for SLS files in TypeScript',
  description:
    'The output is a declaration file: with it beside your files an editor completes states and arguments in `.sls.ts` files, and a compiler checks them.',
  outputs: ['text'],
  examples: [{ command: 'holdfast types > holdfast.d.ts', doc: 'for the states that are installed here' }],
  run: runTypes,
};

async function runTypes(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const [{ ExitCode }, { typesOf }] = await Promise.all([
    import('../../operations/index.js'),
    import('../../hub/index.js'),
  ]);
  invocation.print((await typesOf(services.hub)).trimEnd());
  return ExitCode.done;
}
