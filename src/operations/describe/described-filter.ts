/** JMESPath over what was described: a list of `{name, ref, resource}`, as the original has it. */
import { type Diagnostic, DiagnosticError, equal } from '../../kernel/index.js';
import { operationCodes } from '../codes.js';

/** One described thing as a filter sees it. */
export interface FilterItem {
  /** The label. */
  readonly name: string;
  /** Path reference: `cloud.network.present`. */
  readonly ref: string;
  /** A list of mappings with one key each: everything that is known of it, defaults and computed values too. */
  readonly resource: readonly Readonly<Record<string, unknown>>[];
}

/** What a filter left: an item as it was, or one that the filter made. */
export interface Chosen<Item extends FilterItem> {
  /** Undefined when the filter made the resource anew: then what it gave counts. */
  readonly item: Item | undefined;
  readonly made: FilterItem;
}

/** What an expression gives for any data. Throws a `DiagnosticError` that points at the mistake. */
export async function searchJmespath(expression: string, data: unknown): Promise<unknown> {
  const { search } = await import('@aws-lambda-powertools/jmespath');
  try {
    return search(expression, data as Parameters<typeof search>[1]);
  } catch (error) {
    throw badFilter(expression, error);
  }
}

/** The found items, in the order in which the filter gave them. Throws a `DiagnosticError` when they are none. */
export function chosenItems<Item extends FilterItem>(
  expression: string,
  found: unknown,
  items: readonly Item[],
): readonly Chosen<Item>[] {
  if (found === null || found === undefined) return [];
  const byName = new Map(items.map((item) => [keyOf(item), item]));
  const byContent = new Map(items.map((item) => [contentOf(item), item]));
  const labels = new Set<string>();
  return (Array.isArray(found) ? found : [found]).map((one: unknown) => {
    if (!isItem(one)) throw noItems(expression, 'gives something that is no SLS');
    if (labels.has(one.name)) throw noItems(expression, `gives two things the name '${one.name}'`);
    labels.add(one.name);
    const named = byName.get(keyOf(one));
    // What only got another name is the same thing.
    const item = named !== undefined && equal(named.resource, one.resource) ? named : byContent.get(contentOf(one));
    return { item, made: one };
  });
}

function contentOf({ ref, resource }: FilterItem): string {
  return `${ref}\n${JSON.stringify(resource)}`;
}

function keyOf({ name, ref }: FilterItem): string {
  return `${ref}\n${name}`;
}

function isItem(value: unknown): value is FilterItem {
  if (typeof value !== 'object' || value === null) return false;
  const { name, ref, resource } = value as Partial<Record<keyof FilterItem, unknown>>;
  const isMapping = (one: unknown): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  return typeof name === 'string' && typeof ref === 'string' && Array.isArray(resource) && resource.every(isMapping);
}

function noItems(expression: string, what: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: operationCodes.code('bad-filter'),
    summary: `the filter '${expression}' ${what}`,
    detail: 'SLS is made of {name, ref, resource}, where each name stands once and resource is a list of mappings',
    hints: [
      "keep the elements whole, and choose among them: [?ref=='cloud.network.present']",
      '--output jmespath prints whatever a filter gives',
    ],
  });
}

interface LexicalError {
  readonly lexerPosition?: number;
  readonly lexPosition?: number;
  readonly message: string;
}

function badFilter(expression: string, error: unknown): DiagnosticError {
  const { lexerPosition, lexPosition, message } = error as LexicalError;
  const at = lexerPosition ?? lexPosition;
  const detail = at === undefined ? undefined : `${expression}\n${' '.repeat(Math.min(at, expression.length))}^`;
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: operationCodes.code('bad-filter'),
    summary: `the filter is not a JMESPath expression${at === undefined ? '' : ` (column ${at + 1})`}: ${plainMessage(message)}`,
    ...(detail === undefined ? {} : { detail }),
    hints: ["texts stand in single quotes: [?resource[?name=='web1']]"],
  };
  return new DiagnosticError(diagnostic);
}

/** Without what is said anyway: that it is JMESPath, where, and the expression. */
function plainMessage(message: string): string {
  return message
    .replace(/^(?:Invalid|Bad) jmespath expression: /i, '')
    .replace(/^parse error at column \d+, /i, '')
    .replace(/ at column \d+$/, '')
    .replace(/ in expression: .*$/s, '');
}
