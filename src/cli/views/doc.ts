/** Documentation of plugins as text. */
import type { ArgumentDoc, DocumentedFolder, FunctionDoc, PluginDoc, PluginLine } from '../../operations/index.js';
import type { Paint } from '../style.js';
import { valueText } from './value-text.js';

const TITLES = {
  states: 'States',
  exec: 'Functions',
  renderers: 'Renderers',
  templates: 'Filters, tests and globals of templates',
  sources: 'Sources of SLS files',
  events: 'Places for events',
  esm: 'Stores of enforced state',
  acct: 'Stores of credentials',
  pending: 'Rules for what is pending',
  drivers: 'Drivers of clouds',
} as const satisfies Readonly<Record<DocumentedFolder, string>>;

/** What one plugin of a folder is called. */
const KINDS: Readonly<Record<DocumentedFolder, string>> = {
  states: 'state',
  exec: 'functions',
  renderers: 'renderer',
  templates: 'for templates',
  sources: 'source',
  events: 'place for events',
  esm: 'store',
  acct: 'store of credentials',
  pending: 'rule for what is pending',
  drivers: 'driver',
};

export function pluginListText(lines: readonly PluginLine[], paint: Paint): string {
  const width = Math.max(0, ...lines.map(({ ref }) => ref.length));
  const section = (folder: string, title: string): string[] => {
    const found = lines.filter((one) => one.folder === folder);
    if (found.length === 0) return [];
    return [paint('bold', title), ...found.map(({ ref, file }) => `  ${ref.padEnd(width)}  ${paint('dim', file)}`)];
  };
  return Object.entries(TITLES)
    .map(([folder, title]) => section(folder, title))
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

export function pluginText(doc: PluginDoc, paint: Paint): string {
  const kind = KINDS[doc.folder];
  const origin = doc.origin === 'built-in' ? '' : ` (${doc.origin})`;
  return [
    `${paint('bold', doc.ref)} ${paint('dim', `${kind}, ${doc.file}${origin}`)}`,
    ...(doc.summary === '' ? [] : [`  ${doc.summary}`]),
    ...Object.entries(doc.adds ?? {}).map(([name, added]) => `  ${paint('note', name)}  ${added.join(', ')}`),
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
