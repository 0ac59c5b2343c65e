/** From the words of a command line to the command that is meant. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Diagnostic, DiagnosticError, didYouMean } from '../kernel/index.js';
import type { GivenSettings } from '../operations/index.js';
import { cliCodes } from './codes.js';
import {
  type ArgumentSpec,
  type CommandEntry,
  type CommandSpec,
  dataOutputs,
  type OptionSpec,
  outputAliases,
} from './command.js';
import { commandAliases, commandTable, groupSummaries } from './commands/table.js';
import { globalOptions } from './global-options.js';
import type { OptionValues } from './invocation.js';
import { rootHelp } from './root-help.js';

/** What a command line asks for. */
export type Request =
  /** `asked`: for help, and not just without a command. */
  | { readonly kind: 'help'; readonly text: string; readonly asked: boolean }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: CommandSpec;
      readonly arguments: readonly string[];
      readonly options: OptionValues;
      readonly given: GivenSettings;
    };

/** Throws a `DiagnosticError` when the words make no sense. Loads no more than the command that is meant. `width`: of help, in characters. */
export async function readCommandLine(
  argv: readonly string[],
  table: readonly CommandEntry[] = commandTable,
  width = WIDEST_HELP,
): Promise<Request> {
  const root = rootCommand();
  // Once a word is no option, commander leaves all that follows unread.
  const { operands, unknown } = parse(root, argv);
  const before = valuesOf(root, globalOptions);
  if (operands.length === 0 && unknown.length > 0) throw await unknownOption(unknown[0] as string, root);
  if (before.values['version'] === true) return { kind: 'version' };
  if (before.values['help'] === true || operands.length === 0)
    return { kind: 'help', text: helpOf(table, width), asked: before.values['help'] === true };
  const words = withoutAlias([...operands, ...unknown]);
  const found = findCommand(words, table, width);
  if ('help' in found)
    return { kind: 'help', text: found.help, asked: words.some((word) => ['help', '--help', '-h'].includes(word)) };
  return readCommand(await found.entry.load(), found.rest, before, width);
}

async function readCommand(
  spec: CommandSpec,
  words: readonly string[],
  before: ReturnType<typeof valuesOf>,
  width: number,
): Promise<Request> {
  const command = commandFor(spec).configureHelp({ ...HELP, helpWidth: width });
  const { operands, unknown } = parse(command, words);
  const own = valuesOf(command, allOptions(spec));
  if (own.values['help'] === true)
    return { kind: 'help', text: command.helpInformation() + examplesText(spec), asked: true };
  if (unknown.length > 0) throw await unknownOption(unknown[0] as string, command);
  checkArguments(spec, operands);
  checkExclusion(spec, own.values, command);
  return {
    kind: 'run',
    command: spec,
    arguments: operands,
    options: { ...before.values, ...own.values },
    given: { ...before.given, ...own.given },
  };
}

/** Whether `--json` or `--output json` stands among the words, for errors that come before the options are read. */
export function asksForJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) => word === '--json' || word === '--output=json' || (word === '--output' && argv[at + 1] === 'json'),
  );
}

function rootCommand(): Command {
  const root = bare('holdfast')
    .usage('[options] <command> [arguments]')
    .option('-V, --version', 'print the version')
    .passThroughOptions();
  for (const option of globalOptions) root.addOption(optionFor(option));
  return root;
}

function helpOf(table: readonly CommandEntry[], width: number): string {
  const options: readonly OptionSpec[] = [
    ...globalOptions,
    { flags: '-h, --help', doc: 'show help' },
    { flags: '-V, --version', doc: 'print the version' },
  ];
  return rootHelp(table, options, width);
}

const WIDEST_HELP = 100;
const HELP = { helpWidth: WIDEST_HELP, minWidthToWrap: 16, subcommandTerm: (command: Command) => command.name() };

/** A command without actions of its own: commander reads options and lays out help, nothing else. */
function bare(name: string): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .helpOption(false)
    .helpCommand(false)
    .configureHelp(HELP)
    .option('-h, --help', 'show help');
}

export function outputsOf({ outputs }: CommandSpec): readonly string[] {
  return outputs.includes('yaml') ? [...new Set([...outputs, ...dataOutputs])] : outputs;
}

/** The options a command takes: its own, `--output` with its outputters, and those of every command. */
export function allOptions(spec: CommandSpec): readonly OptionSpec[] {
  const outputs = outputsOf(spec);
  const output: OptionSpec[] =
    outputs.length > 1
      ? [
          {
            heading: 'Results',
            flags: '--output <format>',
            doc: `how the result is shown (default: ${outputs[0]})`,
            choices: outputs,
          },
        ]
      : [];
  return [...(spec.options ?? []), ...output, ...globalOptions];
}

function commandFor(spec: CommandSpec): Command {
  const command = bare(`holdfast ${spec.name}`).description(
    spec.description === undefined ? spec.summary : `${spec.summary}.\n\n${spec.description}`,
  );
  for (const argument of spec.arguments ?? []) command.argument(argumentText(argument), argument.doc);
  for (const option of allOptions(spec)) command.addOption(optionFor(option));
  return command;
}

export function argumentText({ name, required, variadic }: ArgumentSpec): string {
  const inner = variadic ? `${name}...` : name;
  return required ? `<${inner}>` : `[${inner}]`;
}

function isOutputAlias(spec: OptionSpec, value: string): boolean {
  return spec.flags.startsWith('--output ') && (spec.choices ?? []).includes(outputAliases[value] ?? '');
}

function optionFor(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.doc);
  if (spec.heading !== undefined) option.helpGroup(`${spec.heading}:`);
  const check = (value: string): void => {
    const { choices } = spec;
    if (choices === undefined) return;
    const parts = spec.joined === true ? value.split('|').map((part) => part.trim()) : [value];
    const wrong = parts.find((part) => !choices.includes(part) && !isOutputAlias(spec, part));
    if (wrong === undefined) return;
    const hint = didYouMean(wrong, choices);
    const joined = spec.joined === true ? `, joined by '|', not '${wrong}'` : '';
    throw new InvalidArgumentError(
      `allowed are ${choices.join(', ')}${joined}${hint === undefined ? '' : `; ${hint}`}`,
    );
  };
  if (spec.repeatable) {
    option.argParser((value: string, before: readonly string[] | undefined) => {
      check(value);
      return [...(before ?? []), value];
    });
  } else if (spec.choices !== undefined) {
    option.argParser((value: string) => {
      check(value);
      return value;
    });
    option.argChoices = [...spec.choices];
  }
  return option;
}

function parse(command: Command, words: readonly string[]): { operands: string[]; unknown: string[] } {
  try {
    return command.parseOptions([...words]);
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    throw usage(thrown.message.replace(/^error: /, ''), command);
  }
}

/** Options by their long names; those that stand for settings also by the setting. Only what was given on the command line. */
function valuesOf(command: Command, specs: readonly OptionSpec[]): { values: OptionValues; given: GivenSettings } {
  const values: Record<string, string | boolean | readonly string[]> = {};
  const given: Record<string, { value: string | boolean | readonly string[]; flag: string }> = {};
  for (const option of command.options) {
    const key = option.attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    const value = command.getOptionValue(key) as string | boolean | readonly string[];
    values[option.name().replace(/^no-/, '')] = value;
    const setting = specs.find((spec) => spec.flags === option.flags)?.setting;
    if (setting !== undefined) given[setting] = { value, flag: option.long ?? option.flags };
  }
  return { values, given };
}

function withoutAlias(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  return Object.hasOwn(commandAliases, first) ? [...(commandAliases[first] ?? first).split(' '), ...rest] : words;
}

function findCommand(
  words: readonly string[],
  table: readonly CommandEntry[],
  width: number,
): { readonly entry: CommandEntry; readonly rest: readonly string[] } | { readonly help: string } {
  const [first = '', second = ''] = words;
  const single = table.find((entry) => entry.name === first);
  if (single !== undefined) return { entry: single, rest: words.slice(1) };
  const group = table.filter((entry) => entry.name.startsWith(`${first} `));
  if (group.length === 0) {
    if (first === 'help') return { help: helpOf(table, width) };
    const known = new Set(table.map(({ name }) => name.split(' ')[0] as string));
    const below = table.filter(({ name }) => name.endsWith(` ${first}`)).map(({ name }) => `'${name}'`);
    const meant = below.length === 0 ? undefined : `did you mean ${below.join(' or ')}?`;
    throw problem('unknown-command', `there is no command '${first}'`, first, known, 'holdfast --help', meant);
  }
  const found = group.find((entry) => entry.name === `${first} ${second}`);
  if (found !== undefined) return { entry: found, rest: words.slice(2) };
  if (second === '' || second.startsWith('-')) return { help: groupHelp(first, group, width) };
  throw problem(
    'unknown-command',
    `there is no command '${first} ${second}'`,
    second,
    group.map(({ name }) => name.split(' ')[1] as string),
    `holdfast ${first} --help`,
  );
}

function groupHelp(name: string, group: readonly CommandEntry[], width: number): string {
  const command = bare(`holdfast ${name}`)
    .description(groupSummaries[name] ?? '')
    .usage('<command> [arguments]')
    .configureHelp({ ...HELP, helpWidth: width });
  for (const entry of group) command.addCommand(bare(entry.name.slice(name.length + 1)).description(entry.summary));
  return command.helpInformation();
}

function examplesText(spec: CommandSpec): string {
  const width = Math.max(...spec.examples.map(({ command }) => command.length));
  return ['', 'Examples:', ...spec.examples.map(({ command, doc }) => `  ${command.padEnd(width)}  # ${doc}`), ''].join(
    '\n',
  );
}

function checkArguments(spec: CommandSpec, operands: readonly string[]): void {
  const specs = spec.arguments ?? [];
  const missing = specs.find((one, at) => one.required && operands[at] === undefined);
  if (missing !== undefined)
    throw usage(`'holdfast ${spec.name}' needs ${missing.name}: ${missing.doc}`, commandFor(spec));
  const most = specs.at(-1)?.variadic ? Number.POSITIVE_INFINITY : specs.length;
  if (operands.length > most)
    throw usage(`'holdfast ${spec.name}' does not take '${operands[most]}'`, commandFor(spec));
  specs.forEach((one, at) => {
    const value = operands[at];
    if (one.choices === undefined || value === undefined || one.choices.includes(value)) return;
    throw problem(
      'usage',
      `${one.name} is one of ${one.choices.join(', ')}, not '${value}'`,
      value,
      one.choices,
      `holdfast ${spec.name} --help`,
    );
  });
}

function checkExclusion(spec: CommandSpec, values: OptionValues, command: Command): void {
  for (const { flags, excludes } of spec.options ?? []) {
    const name = /--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? '';
    if (excludes === undefined || values[name] === undefined || values[excludes] === undefined) continue;
    const other = command.options.find((option) => option.name().replace(/^no-/, '') === excludes);
    throw usage(`--${name} and ${other?.long ?? excludes} exclude each other`, command);
  }
}

/** Options of Idem that are not taken are known too: what to use instead is said. */
async function unknownOption(word: string, command: Command): Promise<DiagnosticError> {
  const name = word.split('=')[0] as string;
  const { originalOption } = await import('../operations/index.js');
  const told = originalOption(name)?.instead ?? (await whereElse(name));
  if (told !== undefined) {
    return new DiagnosticError({
      severity: 'error',
      code: cliCodes.code('unknown-option'),
      summary: `'${command.name()}' has no option '${name}'`,
      hints: [told, `see '${command.name()} --help'`],
    });
  }
  const known = command.options
    .flatMap(({ long, short }) => [long, short])
    .filter((one) => one !== undefined && one !== null);
  return problem(
    'unknown-option',
    `'${command.name()}' has no option '${name}'`,
    name,
    known,
    `${command.name()} --help`,
  );
}

/** Which other commands have an option. */
async function whereElse(name: string): Promise<string | undefined> {
  const specs = await Promise.all(commandTable.map((entry) => entry.load()));
  const having = specs.filter((spec) => allOptions(spec).some(({ flags }) => flags.split(/[ ,]+/).includes(name)));
  const named = having.slice(0, MOST_NAMED).map((spec) => `'${spec.name}'`);
  if (named.length === 0) return undefined;
  return `${name} is an option of ${named.join(', ')}${having.length > named.length ? ' and others' : ''}`;
}

const MOST_NAMED = 5;

function usage(summary: string, command: Command): DiagnosticError {
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: cliCodes.code('usage'),
    summary,
    hints: [`usage: ${command.name()} ${command.usage()}`, `see '${command.name()} --help'`],
  };
  return new DiagnosticError(diagnostic);
}

function problem(
  code: 'unknown-command' | 'unknown-option' | 'usage',
  summary: string,
  word: string,
  known: Iterable<string>,
  help: string,
  meant?: string,
): DiagnosticError {
  const hint = meant ?? didYouMean(word, known);
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code(code),
    summary,
    hints: [...(hint === undefined ? [] : [hint]), `see '${help}'`],
  });
}
