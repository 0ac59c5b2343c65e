/** What `holdfast --help` shows: every command under its heading, the options of all, and where to begin. */
import type { CommandEntry, ExampleSpec, OptionSpec } from './command.js';
import { helpSections } from './commands/table.js';

const examples: readonly ExampleSpec[] = [
  { command: 'holdfast plan site.sls', doc: 'what would change' },
  { command: 'holdfast state site.sls', doc: 'make it so: plan, ask, run' },
  { command: 'holdfast doc cloud.instance', doc: 'what a state takes, with examples' },
  { command: 'holdfast state --help', doc: 'every option of a command' },
];

type Row = readonly [left: string, right: string];

/** Ends with a line end. */
export function rootHelp(table: readonly CommandEntry[], options: readonly OptionSpec[], columns: number): string {
  const sections = sectionsOf(table);
  const all: Row[] = options.map(({ flags, doc }) => [flags, doc]);
  const shown: Row[] = examples.map(({ command, doc }) => [command, `# ${doc}`]);
  const width = Math.max(...[...sections.flatMap(({ rows }) => rows), ...all].map(([left]) => left.length));
  const lines = (rows: readonly Row[], wide = width): string[] =>
    rows.flatMap(([left, right]) => {
      const [first = '', ...rest] = wrapped(right, columns - wide - 4);
      return [`  ${left.padEnd(wide)}  ${first}`, ...rest.map((line) => `${' '.repeat(wide + 4)}${line}`)];
    });
  return [
    'Usage: holdfast [options] <command> [arguments]',
    '',
    'Say once what should exist, and have it stay so.',
    ...sections.flatMap(({ title, rows }) => ['', `${title}:`, ...lines(rows)]),
    '',
    'Options of every command:',
    ...lines(all),
    '',
    'Examples:',
    ...lines(shown, Math.max(...shown.map(([left]) => left.length))),
    '',
  ].join('\n');
}

function sectionsOf(table: readonly CommandEntry[]): { readonly title: string; readonly rows: readonly Row[] }[] {
  const left = new Set(table);
  const sections = helpSections.map(({ title, commands }) => {
    const found = commands.flatMap((word) => table.filter(({ name }) => name.split(' ')[0] === word));
    for (const entry of found) left.delete(entry);
    return { title, rows: found.map(rowOf) };
  });
  return [...sections, { title: 'More', rows: [...left].map(rowOf) }].filter(({ rows }) => rows.length > 0);
}

function rowOf({ name, summary }: CommandEntry): Row {
  return [name, summary];
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
