import { hasErrors } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { listenForStop } from '../stop-signals.js';
import { accountOptions } from './tree-options.js';

export const describeCommand: CommandSpec = {
  name: 'describe',
  summary: 'Turn what exists into SLS',
  description: 'The output is an SLS file that, enforced, changes nothing. Labels are unique; ids are included.',
  arguments: [
    { name: 'ref', doc: 'state refs or patterns of them', required: true, variadic: true, completes: 'states' },
  ],
  options: accountOptions,
  outputs: ['yaml', 'json'],
  examples: [
    { command: "holdfast describe 'cloud.*' > here.sls", doc: 'everything of the cloud' },
    { command: 'holdfast describe cloud.network cloud.subnet', doc: 'networks and subnets' },
  ],
  run: runDescribe,
};

async function runDescribe(invocation: Invocation): Promise<number> {
  const { host } = invocation;
  const services = await invocation.services();
  const { describeResources, ExitCode, shownData } = await import('../../operations/index.js');
  const signals = listenForStop({ host, say: invocation.say, inFlight: () => invocation.arguments, after: host.after });
  try {
    const { sls, diagnostics } = await describeResources({
      services,
      patterns: invocation.arguments,
      signal: signals.stop,
    });
    invocation.report(diagnostics);
    invocation.print(await dataText(invocation.output, shownData(sls, services)));
    return hasErrors(diagnostics) ? ExitCode.failed : ExitCode.done;
  } finally {
    signals.release();
  }
}
