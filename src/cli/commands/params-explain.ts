import { escapeControls, spanText } from '../../kernel/index.js';
import type { ExplainedParam, ParamSetting } from '../../operations/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import type { Paint } from '../style.js';
import { valueText } from '../views/value-text.js';
import { accountOptions, paramOptions, treeOption } from './tree-options.js';

export const paramsExplainCommand: CommandSpec = {
  name: 'params explain',
  summary: 'Show every place that sets a param, and which one counts',
  description:
    'Takes the options of the run it is about. The first line of a key is the value that counts; below it stands what it overrides. A single param wins over files, a later file over an earlier one, a file over those it includes.',
  arguments: [{ name: 'key', doc: 'the param; without it, every one' }],
  options: [...paramOptions, treeOption, ...accountOptions],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast params explain region --params base.sls --params prod.sls', doc: 'which file won' },
    { command: 'holdfast params explain --json', doc: 'every param of the config file, for programs' },
  ],
  run: runParamsExplain,
};

async function runParamsExplain(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const { ExitCode, explainParams } = await import('../../operations/index.js');
  const stop = new AbortController();
  const params = await explainParams({ services, key: invocation.arguments[0], stop: stop.signal });
  if (invocation.output !== 'text') invocation.print(await dataText(invocation.output, byKey(params)));
  else if (params.length > 0) invocation.print(params.map((one) => paramText(one, invocation.paintOut)).join('\n'));
  else invocation.say('no params are given');
  return ExitCode.done;
}

function byKey(params: readonly ExplainedParam[]): Readonly<Record<string, readonly ParamSetting[]>> {
  return Object.fromEntries(params.map(({ key, set }) => [key, set]));
}

function paramText({ key, set }: ExplainedParam, paint: Paint): string {
  return set
    .map(({ value, origin, wins }) => {
      const place = paint('dim', escapeControls(placeOf(origin)));
      if (wins) return `${paint('bold', escapeControls(key))} = ${valueText(value)}  ${place}`;
      return `  ${paint('dim', `overrides ${valueText(value)}`)}  ${place}`;
    })
    .join('\n');
}

function placeOf(origin: ParamSetting['origin']): string {
  if (origin.span !== undefined) return spanText(origin.span);
  return origin.kind === 'given' ? origin.by : origin.sls;
}
