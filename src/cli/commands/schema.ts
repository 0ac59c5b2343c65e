import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';

export const schemaCommand: CommandSpec = {
  name: 'schema',
  summary: 'Print the JSON Schema of SLS files, for editors, or of events',
  description:
    'Covers every state that is installed here, with its arguments. An editor that is told of it completes and checks SLS files without templates.',
  options: [{ flags: '--events', doc: 'of the lines that --events writes, for programs that read them' }],
  outputs: ['json'],
  examples: [
    { command: 'holdfast schema > sls.schema.json', doc: 'then name it in the editor, for *.sls as YAML' },
    { command: 'holdfast schema --events > events.schema.json', doc: 'what a line of --events holds' },
    { command: 'holdfast schema --no-plugins', doc: 'only what comes in the box' },
  ],
  run: runSchema,
};

async function runSchema(invocation: Invocation): Promise<number> {
  const { ExitCode, eventSchema, slsSchema } = await import('../../operations/index.js');
  const schema = flag(invocation.options, 'events')
    ? eventSchema()
    : await slsSchema((await invocation.services()).hub);
  invocation.print(JSON.stringify(schema, undefined, 2));
  return ExitCode.done;
}
