import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { pluginListText, pluginText } from '../views/doc.js';

export const docCommand: CommandSpec = {
  name: 'doc',
  summary: 'Show the documentation of states, functions and other plugins',
  description:
    'Shows arguments, defaults, and the file each lives in. Without a reference it lists everything there is.',
  arguments: [{ name: 'ref', doc: 'a state, a function, a branch of them, or a pattern', completes: 'references' }],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast doc', doc: 'everything there is' },
    { command: 'holdfast doc cloud.network', doc: 'one state and its functions' },
    { command: 'holdfast doc renderers.toml', doc: 'one renderer; also templates., sources., events., esm., drivers.' },
    { command: 'holdfast doc exec.cloud', doc: 'all functions of a branch' },
  ],
  run: runDoc,
};

async function runDoc(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const { documentReference, ExitCode, listPlugins } = await import('../../operations/index.js');
  const [reference] = invocation.arguments;
  const asText = invocation.output === 'text';
  if (reference === undefined) {
    const lines = listPlugins(services.hub);
    invocation.print(asText ? pluginListText(lines, invocation.paintOut) : await dataText(invocation.output, lines));
  } else {
    const docs = await documentReference(services.hub, reference);
    invocation.print(
      asText
        ? docs.map((doc) => pluginText(doc, invocation.paintOut)).join('\n\n')
        : await dataText(invocation.output, docs),
    );
  }
  return ExitCode.done;
}
