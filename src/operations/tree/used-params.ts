/** Which params templates use, and in which IDs: read off the text, so that branches not taken count too. */
import type { SourceText } from '../../kernel/index.js';
import type { LowState } from '../../sls/index.js';

export interface UsedParams {
  /** Outside of all IDs. */
  readonly outside: readonly string[];
  /** Names by `sls.id`, in the order of the files. */
  readonly byId: ReadonlyMap<string, readonly string[]>;
}

/** What is evaluated; comments and raw text are matched first, so that nothing inside of them is. */
const TAG =
  /\{#[\s\S]*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}[\s\S]*?\{%[-+]?\s*endraw\s*[-+]?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const NOT_EVALUATED = /^\{(?:#|%[-+]?\s*raw\s)/;
/** `params.zone`, `params['zone']`, `params.get('zone')` in a template. */
const PARAM = /\bparams(?:\.get\(\s*['"]([^'"]+)['"]|\[\s*['"]([^'"]+)['"]\s*\]|\.(\w+)(?!\w*\s*\())/g;

/** Names of params in a piece of a template, in the order in which they stand there. */
export function namedParams(template: string): readonly string[] {
  return [...template.matchAll(PARAM)].flatMap(([, called, item, attribute]) => called ?? item ?? attribute ?? []);
}

/** An ID with the line of its key. */
interface Heading {
  readonly line: number;
  readonly id: string;
}

/** `templates`: files that are rendered as templates. An ID reaches from its key to the next line that is not indented. */
export function usedParams(low: LowState, templates: Iterable<SourceText>): UsedParams {
  const headings = headingsByFile(low);
  const byId = new Map<string, Set<string>>();
  const outside = new Set<string>();
  for (const source of templates) {
    const own = headings.get(source.file) ?? [];
    for (const tag of source.text.matchAll(TAG)) {
      if (NOT_EVALUATED.test(tag[0])) continue;
      const { line } = source.lineColumn(tag.index);
      for (const name of namedParams(tag[0])) {
        const ids = idsAt(source, line, own);
        if (ids.length === 0) outside.add(name);
        for (const id of ids) {
          const known = byId.get(id);
          if (known === undefined) byId.set(id, new Set([name]));
          else known.add(name);
        }
      }
    }
  }
  return { outside: [...outside].sort(), byId: new Map([...byId].map(([id, names]) => [id, [...names].sort()])) };
}

function idsAt(source: SourceText, line: number, headings: readonly Heading[]): readonly string[] {
  const text = source.line(line) ?? '';
  const last = headings.findLast((heading) => heading.line <= line);
  if (last === undefined || (last.line !== line && !/^\s/.test(text))) return [];
  return headings.filter((heading) => heading.line === last.line).map(({ id }) => id);
}

/** By line; an ID that a loop makes has the same line as the others. */
function headingsByFile(low: LowState): ReadonlyMap<string, readonly Heading[]> {
  const found = new Map<string, Map<string, Heading>>();
  for (const { declaration } of low.chunks) {
    const span = low.sources.span(declaration.idAt);
    if (span === undefined) continue;
    const id = `${declaration.sls}.${declaration.id}`;
    const file = found.get(span.file) ?? new Map<string, Heading>();
    file.set(`${span.line} ${id}`, { line: span.line, id });
    found.set(span.file, file);
  }
  return new Map([...found].map(([file, own]) => [file, [...own.values()].sort((a, b) => a.line - b.line)]));
}
