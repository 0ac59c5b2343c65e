/** Documentation of plugins as text. */
import type { ArgumentDoc, FunctionDoc, PluginDoc, PluginLine } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { valueText } from './value-text.js';

export function pluginListText(lines: readonly PluginLine[], paint: Paint): string {
  const width = Math.max(0, ...lines.map(({ ref }) => ref.length));
  const section = (folder: string, title: string): string[] => {
    const found = lines.filter((one) => one.folder === folder);
    if (found.length === 0) return [];
    return [paint('bold', title), ...found.map(({ ref, file }) => `  ${ref.padEnd(width)}  ${paint('dim', file)}`)];
  };
  return [section('states', 'States'), section('exec', 'Functions')]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

export function pluginText(doc: PluginDoc, paint: Paint): string {
  const kind = doc.folder === 'states' ? 'state' : 'functions';
  const origin = doc.origin === 'built-in' ? '' : ` (${doc.origin})`;
  return [
    `${paint('bold', doc.ref)} ${paint('dim', `${kind}, ${doc.file}${origin}`)}`,
    `  ${doc.summary}`,
    ...doc.functions.map((fun) => `\n${functionText(doc.ref, fun, paint)}`),
  ].join('\n');
}

function functionText(ref: string, fun: FunctionDoc, paint: Paint): string {
  const writes = fun.writes ? '' : paint('dim', '  (changes nothing)');
  const free = fun.free ? [`    ${paint('dim', 'and any other')}`] : [];
  return [
    `  ${paint('note', `${ref}.${fun.name}`)}${writes}`,
    `    ${fun.summary}`,
    ...argumentLines(fun.arguments, paint),
    ...free,
  ].join('\n');
}

function argumentLines(args: readonly ArgumentDoc[], paint: Paint): string[] {
  const width = Math.max(0, ...args.map(({ name }) => name.length));
  return args.map((one) => {
    const facts = [
      one.type,
      ...(one.required ? ['required'] : []),
      ...(one.default === undefined ? [] : [`default ${valueText(one.default)}`]),
      ...(one.one_of === undefined ? [] : [`one of ${one.one_of.map((value) => valueText(value)).join(', ')}`]),
      ...one.notes,
    ];
    const doc = one.doc === undefined ? '' : `  ${one.doc}`;
    return `      ${one.name.padEnd(width)}  ${paint('dim', facts.join(', '))}${doc}`;
  });
}
