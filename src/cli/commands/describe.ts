import { hasErrors } from '../../kernel/index.js';
import type { DescribedResources } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import { type Events, openEvents } from '../events.js';
import { type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { makePhases } from '../progress/phases.js';
import { listenForStop } from '../stop-signals.js';
import { describedText } from '../views/described.js';
import { diagnosticsJson } from '../views/diagnostics.js';
import { accountOptions, eventOptions, progressOptions, runNameOption } from './tree-options.js';

export const describeCommand: CommandSpec = {
  name: 'describe',
  summary: 'Turn what exists into SLS',
  description:
    'The output is an SLS file that, enforced, changes nothing. Labels are unique, ids are included, defaults are left out, and an id of another described thing is an argument binding to it. A pattern is a state ref, a glob, or a regular expression between slashes; without one everything is described. What cannot be read is told, and the rest described all the same: then the exit code is 1.',
  arguments: [{ name: 'ref', doc: 'state refs or patterns of them', variadic: true, completes: 'states' }],
  options: [
    {
      flags: '--filter <expression>',
      doc: 'JMESPath over a list of {name, ref, resource}, where resource is a list of mappings with all that is known',
    },
    {
      flags: '--hard-fail',
      doc: 'print nothing when a state cannot be described, and ask no further ones',
      setting: 'hard_fail',
    },
    ...progressOptions,
    runNameOption,
    ...accountOptions,
    ...eventOptions,
  ],
  outputs: ['yaml', 'json', 'jmespath'],
  examples: [
    { command: "holdfast describe 'cloud.*' > here.sls", doc: 'everything of the cloud' },
    { command: 'holdfast describe cloud.network cloud.subnet', doc: 'networks and subnets' },
    { command: "holdfast describe '/cloud\\.(network|subnet)/'", doc: 'the same, by a regular expression' },
    {
      command: 'holdfast describe cloud.instance --filter "[?resource[?realm_id==\'eu\']]"',
      doc: 'only the instances of one realm',
    },
    { command: 'holdfast describe cloud.instance --output jmespath', doc: 'what a filter sees' },
  ],
  run: runDescribe,
};

async function runDescribe(invocation: Invocation): Promise<number> {
  const { host, options, output } = invocation;
  const services = await invocation.services();
  const { describeResources, ExitCode, slsOf } = await import('../../operations/index.js');
  const events = await openEvents(invocation, services, { stdoutTaken: true });
  const progress = makePhases(invocation, services);
  const signals = listenForStop({ host, say: progress.say, inFlight: () => [], after: host.after });
  const { clock } = services.ports;
  const started = clock.monotonic();
  events?.write({ type: 'describe-started', patterns: invocation.arguments });
  try {
    const filter = text(options, 'filter');
    const { hardFail } = services.settings;
    const { states, found, diagnostics } = await describeResources({
      services,
      patterns: invocation.arguments,
      ...(filter === undefined ? {} : { filter }),
      hardFail,
      foundOnly: output === 'jmespath',
      signal: signals.stop,
      phase: progress.phase,
    });
    progress.end();
    const failed = hasErrors(diagnostics);
    const result = signals.stop.aborted ? 'stopped' : failed ? 'failed' : 'done';
    const seconds = (clock.monotonic() - started) / 1000;
    if (events !== undefined) tellDescribed(events, { states, diagnostics, seconds, result });
    if (failed && hardFail && output !== 'yaml') invocation.print(diagnosticsJson(diagnostics));
    else invocation.report(diagnostics);
    if (failed && hardFail) return ExitCode.failed;
    if (output === 'yaml') invocation.print(await describedText(states));
    else if (output === 'jmespath') invocation.print(await dataText('json', found));
    else invocation.print(await dataText(output, slsOf(states)));
    return failed ? ExitCode.failed : ExitCode.done;
  } finally {
    progress.end();
    signals.release();
    await events?.close(signals.abort);
  }
}

interface Description extends Pick<DescribedResources, 'states' | 'diagnostics'> {
  readonly seconds: number;
  readonly result: 'done' | 'failed' | 'stopped';
}

function tellDescribed(events: Events, { states, diagnostics, seconds, result }: Description): void {
  for (const { label, reference, args } of states)
    events.write({ type: 'described', label, ref: reference, resource: Object.assign({}, ...args) });
  for (const diagnostic of diagnostics) events.write({ type: 'diagnostic', diagnostic });
  events.write({ type: 'describe-ended', described: states.length, seconds, result });
}
