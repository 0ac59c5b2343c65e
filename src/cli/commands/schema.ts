import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';

export const schemaCommand: CommandSpec = {
  name: 'schema',
  summary: 'Print the JSON Schema of SLS files, for editors',
  description:
    'Covers every state that is installed here, with its arguments. An editor that is told of it completes and checks SLS files without templates.',
  outputs: ['json'],
  examples: [
    { command: 'holdfast schema > sls.schema.json', doc: 'then name it in the editor, for *.sls as YAML' },
    { command: 'holdfast schema --no-plugins', doc: 'only what comes in the box' },
  ],
  run: runSchema,
};

async function runSchema(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const { ExitCode, slsSchema } = await import('../../operations/index.js');
  invocation.print(JSON.stringify(await slsSchema(services.hub), undefined, 2));
  return ExitCode.done;
}
