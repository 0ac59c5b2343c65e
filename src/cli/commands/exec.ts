import { diagnosticsOf, escapeControls } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import { openEvents } from '../events.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { listenForStop } from '../stop-signals.js';
import { accountOptions, eventOptions, runNameOption } from './tree-options.js';

export const execCommand: CommandSpec = {
  name: 'exec',
  summary: 'Call one function',
  description: 'Arguments are read by the types the function declares; lists and mappings are written as YAML or JSON.',
  arguments: [
    { name: 'ref', doc: 'the function, such as cloud.instance.list', required: true, completes: 'exec' },
    { name: 'arguments', doc: 'key=value, or values in the order of the arguments', variadic: true },
  ],
  options: [runNameOption, ...accountOptions, ...eventOptions],
  outputs: ['nested', 'json', 'yaml', 'raw'],
  examples: [
    { command: 'holdfast exec cloud.instance.list', doc: 'every instance' },
    { command: 'holdfast exec cloud.instance.create name=web1 hardware_profile=m1-small', doc: 'create one' },
    { command: 'holdfast exec test.ping --json', doc: 'result, comment and value as JSON' },
  ],
  run: runExec,
};

async function runExec(invocation: Invocation): Promise<number> {
  const [reference = '', ...words] = invocation.arguments;
  const { host } = invocation;
  const services = await invocation.services();
  const { execFunction, ExitCode, shownData } = await import('../../operations/index.js');
  const signals = listenForStop({ host, say: invocation.say, inFlight: () => [reference], after: host.after });
  const events = await openEvents(invocation, services);
  const { clock } = services.ports;
  const started = clock.monotonic();
  try {
    events?.write({ type: 'exec-started', ref: reference });
    const profile = services.settings.acctProfile;
    const done = await execFunction({ services, reference, arguments: { words }, profile, signal: signals.stop });
    const { masker } = services;
    const comments = [done.comment ?? []].flat().map((comment) => masker.mask(comment));
    const ret = shownData(done.ret ?? null, { masker });
    const seconds = (clock.monotonic() - started) / 1000;
    events?.write({ type: 'exec-ended', ref: reference, result: done.result, comment: comments, ret, seconds });
    const onStdout = events?.onStdout === true;
    if (invocation.output === 'json' || invocation.output === 'raw') {
      invocation.print(await dataText(invocation.output, { result: done.result, comment: comments, ret }));
    } else {
      if (ret !== null && !onStdout) invocation.print(await dataText(invocation.output, ret));
      if (!invocation.quiet || !done.result)
        for (const comment of comments) invocation.say(escapeControls(comment, true));
    }
    const by = signals.by();
    if (by !== undefined) return by === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
    return done.result ? ExitCode.done : ExitCode.failed;
  } catch (thrown) {
    for (const diagnostic of diagnosticsOf(thrown) ?? []) events?.write({ type: 'diagnostic', diagnostic });
    throw thrown;
  } finally {
    signals.release();
    await events?.close(signals.abort);
  }
}
