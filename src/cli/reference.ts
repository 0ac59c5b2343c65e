/** The reference page of the command line, generated from the commands themselves. */
import type { ExitCode, SettingSpec } from '../operations/index.js';
import type { CommandSpec, OptionSpec } from './command.js';
import { commandTable } from './commands/table.js';
import { globalOptions } from './global-options.js';
import { argumentText, outputsOf } from './program.js';

/** Markdown, ending with a line end. */
export async function commandReference(): Promise<string> {
  const { ExitCode: codes } = await import('../operations/index.js');
  const specs = await Promise.all(commandTable.map((entry) => entry.load()));
  return `${[
    '# The command line',
    'Generated from the commands by `npm run reference`; do not edit it by hand.',
    '```text\nholdfast [options] <command> [arguments]\n```',
    'Standard output carries the result and nothing else; progress, questions and messages go to standard error.',
    list(specs.map(({ name, summary }) => `[\`${name}\`](#holdfast-${name.replaceAll(' ', '-')}): ${summary}`)),
    '## Options of every command',
    optionTable([...globalOptions, { flags: '-h, --help', doc: 'show help' }]),
    ...specs.flatMap(commandParts),
    '## Settings',
    'A flag wins over the environment, the environment over `holdfast.yaml` (found upward from the working directory, or named with `--config` or `HOLDFAST_CONFIG`), and that over the default. `holdfast config show` tells where each value came from.',
    await settingsTable(),
    '## Exit codes',
    table(
      ['code', 'when'],
      Object.entries(exitMeanings).map(([name, meaning]) => [String(codes[name as keyof typeof codes]), meaning]),
    ),
    'Where several apply: 2 before 75 before 3 before 1.',
  ].join('\n\n')}\n`;
}

const exitMeanings: Readonly<Record<keyof typeof ExitCode, string>> = {
  done: 'done',
  failed: 'something failed, or the question was answered with no',
  wrongInput: 'the input or the usage is wrong; nothing was run',
  planOutdated: 'a plan no longer fits',
  differences: 'differences (`plan --detailed-exitcode`)',
  unreachable: 'a store or provider cannot be reached',
  bug: 'a bug in Holdfast',
  locked: 'the enforced state is locked by another run',
  interrupted: 'stopped by Ctrl-C (SIGINT)',
  terminated: 'stopped by SIGTERM',
};

function commandParts(spec: CommandSpec): string[] {
  const args = (spec.arguments ?? []).map(argumentText).join(' ');
  const options = spec.options ?? [];
  const outputs = outputsOf(spec);
  const output: OptionSpec[] =
    outputs.length > 1
      ? [{ flags: '--output <format>', doc: `one of ${outputs.join(', ')}; default ${outputs[0]}` }]
      : [];
  return [
    `## holdfast ${spec.name}`,
    `${spec.summary}.${spec.description === undefined ? '' : ` ${spec.description.replaceAll('\n', ' ')}`}`,
    `\`\`\`text\n${['holdfast', spec.name, '[options]', args].filter((part) => part !== '').join(' ')}\n\`\`\``,
    ...(spec.arguments === undefined
      ? []
      : [
          list(
            spec.arguments.map(
              ({ name, doc, choices }) =>
                `\`${name}\`: ${doc}${choices === undefined ? '' : ` (${choices.join(', ')})`}`,
            ),
          ),
        ]),
    ...(options.length + output.length === 0 ? [] : [optionTable([...options, ...output])]),
    `\`\`\`console\n${spec.examples.map(({ command, doc }) => `$ ${command}    # ${doc}`).join('\n')}\n\`\`\``,
  ];
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(
    ['option', 'meaning'],
    options.map(({ flags, doc, choices }) => [
      `\`${flags}\``,
      choices === undefined || doc.includes('default:') ? doc : `${doc} (${choices.join(', ')})`,
    ]),
  );
}

async function settingsTable(): Promise<string> {
  const { environmentVariable, settingKeys, settingTable } = await import('../operations/index.js');
  const rows = settingKeys.map((key) => {
    const spec: SettingSpec = settingTable[key];
    const fallback =
      spec.default === undefined ? '' : `\`${Array.isArray(spec.default) ? '[]' : String(spec.default) || "''"}\``;
    const allowed = spec.one_of === undefined ? '' : ` One of ${spec.one_of.join(', ')}.`;
    return [`\`${key}\``, `\`${environmentVariable(key)}\``, fallback, `${spec.doc}${allowed}`];
  });
  return table(['key', 'environment', 'default', 'meaning'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
