/** From the words of a command line to the command that is meant. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Diagnostic, DiagnosticError, didYouMean } from '../kernel/index.js';
import type { GivenSettings } from '../operations/index.js';
import { cliCodes } from './codes.js';
import type { ArgumentSpec, CommandEntry, CommandSpec, OptionSpec } from './command.js';
import { commandTable, groupSummaries } from './commands/table.js';
import { globalOptions } from './global-options.js';
import type { OptionValues } from './invocation.js';

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

/** Throws a `DiagnosticError` when the words make no sense. Loads no more than the command that is meant. */
export async function readCommandLine(
  argv: readonly string[],
  table: readonly CommandEntry[] = commandTable,
): Promise<Request> {
  const root = rootCommand();
  // Once a word is no option, commander leaves all that follows unread.
  const { operands, unknown } = parse(root, argv);
  const before = valuesOf(root, globalOptions);
  if (operands.length === 0 && unknown.length > 0) throw unknownOption(unknown[0] as string, root);
  if (before.values['version'] === true) return { kind: 'version' };
  if (before.values['help'] === true || operands.length === 0)
    return { kind: 'help', text: rootHelp(table), asked: before.values['help'] === true };
  const words = [...operands, ...unknown];
  const found = findCommand(words, table);
  if ('help' in found)
    return { kind: 'help', text: found.help, asked: words.some((word) => ['help', '--help', '-h'].includes(word)) };
  return readCommand(await found.entry.load(), found.rest, before);
}

function readCommand(spec: CommandSpec, words: readonly string[], before: ReturnType<typeof valuesOf>): Request {
  const command = commandFor(spec);
  const { operands, unknown } = parse(command, words);
  const own = valuesOf(command, allOptions(spec));
  if (own.values['help'] === true)
    return { kind: 'help', text: command.helpInformation() + examplesText(spec), asked: true };
  if (unknown.length > 0) throw unknownOption(unknown[0] as string, command);
  checkArguments(spec, operands);
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
    .description('Say once what should exist, and have it stay so.')
    .option('-V, --version', 'print the version')
    .passThroughOptions();
  for (const option of globalOptions) root.addOption(optionFor(option));
  return root;
}

function rootHelp(table: readonly CommandEntry[]): string {
  const root = rootCommand();
  for (const { name, summary } of table) root.addCommand(bare(name).description(summary));
  return root.helpInformation();
}

/** A command without actions of its own: commander reads options and lays out help, nothing else. */
function bare(name: string): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .helpOption(false)
    .helpCommand(false)
    .configureHelp({ helpWidth: 100, subcommandTerm: (command) => command.name() })
    .option('-h, --help', 'show help');
}

/** The options a command takes: its own, `--output` with its outputters, and those of every command. */
export function allOptions(spec: CommandSpec): readonly OptionSpec[] {
  const output: OptionSpec[] =
    spec.outputs.length > 1
      ? [
          {
            flags: '--output <format>',
            doc: `how the result is shown (default: ${spec.outputs[0]})`,
            choices: spec.outputs,
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

function optionFor(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.doc);
  const check = (value: string): void => {
    if (spec.choices !== undefined && !spec.choices.includes(value)) {
      const hint = didYouMean(value, spec.choices);
      throw new InvalidArgumentError(`allowed are ${spec.choices.join(', ')}${hint === undefined ? '' : `; ${hint}`}`);
    }
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

function findCommand(
  words: readonly string[],
  table: readonly CommandEntry[],
): { readonly entry: CommandEntry; readonly rest: readonly string[] } | { readonly help: string } {
  const [first = '', second = ''] = words;
  const single = table.find((entry) => entry.name === first);
  if (single !== undefined) return { entry: single, rest: words.slice(1) };
  const group = table.filter((entry) => entry.name.startsWith(`${first} `));
  if (group.length === 0) {
    if (first === 'help') return { help: rootHelp(table) };
    const known = new Set(table.map(({ name }) => name.split(' ')[0] as string));
    throw problem('unknown-command', `there is no command '${first}'`, first, known, 'holdfast --help');
  }
  const found = group.find((entry) => entry.name === `${first} ${second}`);
  if (found !== undefined) return { entry: found, rest: words.slice(2) };
  if (second === '' || second.startsWith('-')) return { help: groupHelp(first, group) };
  throw problem(
    'unknown-command',
    `there is no command '${first} ${second}'`,
    second,
    group.map(({ name }) => name.split(' ')[1] as string),
    `holdfast ${first} --help`,
  );
}

function groupHelp(name: string, group: readonly CommandEntry[]): string {
  const command = bare(`holdfast ${name}`)
    .description(groupSummaries[name] ?? '')
    .usage('<command> [arguments]');
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

function unknownOption(word: string, command: Command): DiagnosticError {
  const name = word.split('=')[0] as string;
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
): DiagnosticError {
  const hint = didYouMean(word, known);
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code(code),
    summary,
    hints: [...(hint === undefined ? [] : [hint]), `see '${help}'`],
  });
}
