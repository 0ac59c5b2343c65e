/** What could stand at the cursor. Never fails: where nothing is known, nothing is offered. */
import { basename, dirname, join, resolve } from 'node:path';
import type { FileReader } from '../../kernel/index.js';
import type { Services } from '../../operations/index.js';
import type { CommandEntry, CommandSpec, Completes, OptionSpec } from '../command.js';
import { commandTable, groupSummaries } from '../commands/table.js';
import { globalOptions } from '../global-options.js';
import type { Host } from '../host.js';
import { makeInvocation } from '../invocation.js';
import { allOptions } from '../program.js';

/** `words`: all after the command's own name up to the cursor, the unfinished one last. Candidates may have a description after a tab. */
export async function completeWords(host: Host, words: readonly string[]): Promise<readonly string[]> {
  try {
    const current = words.at(-1) ?? '';
    const candidates = await candidatesFor(host, words.slice(0, -1), current);
    return candidates.filter((one) => one.startsWith(current)).toSorted();
  } catch {
    return [];
  }
}

async function candidatesFor(host: Host, before: readonly string[], current: string): Promise<readonly string[]> {
  const found = findEntry(before);
  if (found.entry === undefined)
    return current.startsWith('-') ? optionCandidates(globalOptions) : commandCandidates(found.group);
  const spec = await found.entry.load();
  const options = allOptions(spec);
  const pending = takesValue(options, before.at(-1));
  if (pending !== undefined) return optionValues(host, spec, pending, current);
  const inline = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (inline !== null) {
    const option = takesValue(options, inline[1]);
    if (option === undefined) return [];
    return (await optionValues(host, spec, option, inline[2] as string)).map((one) => `${inline[1]}=${one}`);
  }
  if (current.startsWith('-')) return optionCandidates(options);
  const operands = found.rest.filter(
    (word, at) => !word.startsWith('-') && takesValue(options, found.rest[at - 1]) === undefined,
  );
  const specs = spec.arguments ?? [];
  const argument = specs[operands.length] ?? (specs.at(-1)?.variadic ? specs.at(-1) : undefined);
  return argument === undefined ? [] : valuesFor(host, spec, argument.choices, argument.completes, current);
}

function findEntry(before: readonly string[]): { entry?: CommandEntry; group?: string; rest: readonly string[] } {
  const at = before.findIndex(
    (word, index) => !word.startsWith('-') && takesValue(globalOptions, before[index - 1]) === undefined,
  );
  if (at === -1) return { rest: [] };
  const [first = '', second = ''] = before.slice(at);
  const entry =
    commandTable.find(({ name }) => name === first) ?? commandTable.find(({ name }) => name === `${first} ${second}`);
  if (entry === undefined) return { group: first, rest: [] };
  return { entry, rest: before.slice(at + entry.name.split(' ').length) };
}

function commandCandidates(group: string | undefined): readonly string[] {
  if (group !== undefined) {
    return commandTable
      .filter(({ name }) => name.startsWith(`${group} `))
      .map(({ name, summary }) => `${name.slice(group.length + 1)}\t${summary}`);
  }
  const single = commandTable
    .filter(({ name }) => !name.includes(' '))
    .map(({ name, summary }) => `${name}\t${summary}`);
  return [...single, ...Object.entries(groupSummaries).map(([name, summary]) => `${name}\t${summary}`)];
}

function optionCandidates(options: readonly OptionSpec[]): readonly string[] {
  return options.map(({ flags, doc }) => `${/--[\w-]+/.exec(flags)?.[0] ?? flags}\t${doc}`);
}

/** The option a word is, when it wants a value. */
function takesValue(options: readonly OptionSpec[], word: string | undefined): OptionSpec | undefined {
  if (word === undefined || !word.startsWith('-')) return undefined;
  return options.find(({ flags }) => flags.includes('<') && flags.split(/[ ,]+/).includes(word));
}

/** Of values that are joined by a pipe sign the last one is completed. */
async function optionValues(
  host: Host,
  spec: CommandSpec,
  { choices, completes, joined }: OptionSpec,
  current: string,
): Promise<readonly string[]> {
  const before = joined === true ? current.slice(0, current.lastIndexOf('|') + 1) : '';
  const given = before.split('|');
  const found = await valuesFor(host, spec, choices, completes, current);
  return before === '' ? found : found.filter((one) => !given.includes(one)).map((one) => before + one);
}

async function valuesFor(
  host: Host,
  spec: CommandSpec,
  choices: readonly string[] | undefined,
  completes: Completes | undefined,
  current: string,
): Promise<readonly string[]> {
  if (choices !== undefined) return choices;
  if (completes === undefined) return [];
  const invocation = makeInvocation(host, spec, [], {}, {});
  const { files } = await invocation.ports();
  switch (completes) {
    case 'file':
      return pathCandidates(files, host.cwd, current, () => true);
    case 'folder':
      return pathCandidates(files, host.cwd, current, () => false);
    case 'sls':
      return pathCandidates(files, host.cwd, current, (name) => /\.sls(?:\.m?[jt]s)?$/.test(name));
    default:
      return pluginCandidates(await invocation.services(), completes);
  }
}

async function pluginCandidates(
  { hub }: Services,
  completes: 'states' | 'exec' | 'references' | 'stores',
): Promise<readonly string[]> {
  switch (completes) {
    case 'stores':
      return hub.refs('esm');
    case 'states':
      return hub.refs('states');
    case 'references':
      return [...new Set([...hub.refs('states'), ...hub.refs('exec')])];
    case 'exec': {
      const plugins = await Promise.all(hub.refs('exec').map((ref) => hub.load('exec', ref)));
      return plugins.flatMap((plugin) =>
        plugin === undefined
          ? []
          : Object.entries(plugin.definition.functions).map(
              ([name, { summary }]) => `${plugin.definition.ref}.${name}\t${summary}`,
            ),
      );
    }
  }
}

/** Folders end with a slash, so that completing goes on inside. */
async function pathCandidates(
  files: FileReader,
  cwd: string,
  current: string,
  wanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const folder = current.endsWith('/')
    ? current
    : dirname(current) === '.' && !current.startsWith('./')
      ? ''
      : `${dirname(current)}/`.replace('//', '/');
  const names = (await files.list(resolve(cwd, folder === '' ? '.' : folder))) ?? [];
  const start = current.endsWith('/') ? '' : basename(current);
  const found: string[] = [];
  for (const name of names) {
    if (!name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.'))) continue;
    const isFolder = (await files.status(join(resolve(cwd, folder), name)))?.kind === 'directory';
    if (isFolder) found.push(`${folder}${name}/`);
    else if (wanted(name)) found.push(`${folder}${name}`);
  }
  return found;
}
