/** Rendering one text with the template engine, so that every place in the output leads back to what the author wrote. */
import type { RenderContext, RenderServices, RenderText } from '../../contract/index.js';
import {
  type Diagnostic,
  DiagnosticError,
  isSecret,
  isUnknown,
  NULL_MARKER,
  type PlaceChain,
  type RelatedSpan,
  type SourceIndex,
  SourceText,
  type Span,
} from '../../kernel/index.js';
import {
  createEnvironment,
  type Environment,
  type FaultKind,
  type HostFunction,
  type LoadedTemplate,
  type RenderResult,
  TemplateError,
} from '../../template/index.js';
import { hubObject } from './hub-object.js';

/** Stands for a text that is not a whole file: its spans are counted in that text, and lead on through an earlier stage. */
const PART = '\0part';

/** One environment for all texts of a compile, so that what they import is read once. It goes when the compile goes. */
const environments = new WeakMap<SourceIndex, Environment>();

/** Throws a `DiagnosticError` with the author's places. */
export async function renderTemplate(input: RenderText, ctx: RenderContext): Promise<RenderText> {
  const author = authorPlaces(input, ctx.file);
  const file = input.placeAt === undefined ? ctx.file : PART;
  try {
    const environment = await environmentOf(ctx);
    const template = environment.compile(input.text, file, ctx.file);
    const variables = { params: copied(ctx.params), hub: hubObject(ctx.services) };
    return rendered(await template.render(variables, { signal: ctx.signal }), input, author);
  } catch (thrown) {
    if (ctx.signal.aborted || !(thrown instanceof TemplateError)) throw thrown;
    throw new DiagnosticError(
      thrown.diagnostics.map((one) => placed(prefixed(one, thrown.kind), author)),
      { cause: thrown },
    );
  }
}

async function environmentOf({ sources, services }: RenderContext): Promise<Environment> {
  let environment = environments.get(sources);
  if (environment === undefined) {
    const load = services?.load;
    const extensions = (await services?.extensions?.()) ?? [];
    environment = createEnvironment({
      syntax: { keepTrailingNewline: true },
      none: NULL_MARKER,
      filters: Object.assign({}, ...extensions.map(({ filters }) => filters)) as Readonly<Record<string, HostFunction>>,
      tests: Object.assign({}, ...extensions.map(({ tests }) => tests)) as Readonly<Record<string, HostFunction>>,
      globals: Object.assign({}, ...extensions.map(({ globals }) => globals)) as Readonly<Record<string, unknown>>,
      ...(services === undefined ? {} : { load: (name: string) => loadTemplate(name, services, sources) }),
      ...(services?.now === undefined ? {} : { clock: services.now }),
    });
    if (load !== undefined) environments.set(sources, environment);
  }
  return environment;
}

async function loadTemplate(
  name: string,
  services: RenderServices,
  sources: SourceIndex,
): Promise<LoadedTemplate | undefined> {
  const found = await services.load(name);
  if (found === undefined) return undefined;
  if (sources.source(found.file) === undefined) sources.add(new SourceText(found.file, found.text));
  return { name, ...found };
}

function rendered(result: RenderResult, input: RenderText, author: AuthorPlaces): RenderText {
  const { text, secrets, unknowns } = result;
  // What was marked before cannot be followed through a template: then everything may hold it.
  const all = [{ start: 0, end: text.length }];
  const secretRanges = (input.secretRanges?.length ?? 0) > 0 ? all : secrets;
  const unknownRanges = (input.unknownRanges?.length ?? 0) > 0 ? all : unknowns;
  return {
    kind: 'text',
    text,
    placeAt(offset) {
      const place = result.placeAt(offset);
      return place === undefined ? undefined : author.span(place.span);
    },
    chainAt(offset) {
      const place = result.placeAt(offset);
      return place === undefined ? [] : [...author.chain(place.chain), ...author.earlier(place.span)];
    },
    ...(secretRanges.length === 0 ? {} : { secretRanges }),
    ...(unknownRanges.length === 0 ? {} : { unknownRanges }),
  };
}

/** From spans of the engine to those of the author. */
interface AuthorPlaces {
  span(span: Span): Span;
  chain(chain: PlaceChain): RelatedSpan[];
  /** By what the template text itself came to be there. */
  earlier(span: Span): PlaceChain;
}

function authorPlaces({ text, placeAt, chainAt }: RenderText, file: string): AuthorPlaces {
  let source: SourceText | undefined;
  const offsetOf = ({ line, column }: Span): number => {
    source ??= new SourceText(PART, text);
    return (source.lineStarts[line - 1] ?? text.length) + column - 1;
  };
  const span = (one: Span): Span => (one.file === PART ? (placeAt?.(offsetOf(one)) ?? { ...one, file }) : one);
  return {
    span,
    chain: (chain) => shortened(chain).map((one) => (one.span === undefined ? one : { ...one, span: span(one.span) })),
    earlier: (one) => (one.file === PART ? (chainAt?.(offsetOf(one)) ?? []) : []),
  };
}

/** A recursion is said twice, and then how often it went on. */
function shortened(chain: PlaceChain): PlaceChain {
  const short: RelatedSpan[] = [];
  for (let at = 0; at < chain.length; ) {
    const one = chain[at] as RelatedSpan;
    let end = at + 1;
    while (end < chain.length && sameLink(chain[end] as RelatedSpan, one)) end++;
    short.push(...chain.slice(at, end - at > 3 ? at + 2 : end));
    if (end - at > 3) short.push({ message: `and so on, ${end - at - 2} times more` });
    at = end;
  }
  return short;
}

function sameLink(one: RelatedSpan, other: RelatedSpan): boolean {
  const [a, b] = [one.span, other.span];
  return one.message === other.message && a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;
}

function placed(diagnostic: Diagnostic, author: AuthorPlaces): Diagnostic {
  return {
    ...diagnostic,
    ...(diagnostic.span === undefined ? {} : { span: author.span(diagnostic.span) }),
    ...(diagnostic.related === undefined ? {} : { related: author.chain(diagnostic.related) }),
  };
}

const PREFIXES: Readonly<Partial<Record<FaultKind, string>>> = {
  UndefinedError: 'Jinja variable: ',
  TemplateSyntaxError: 'Jinja syntax error: ',
  TemplateAssertionError: 'Jinja syntax error: ',
};

function prefixed(diagnostic: Diagnostic, kind: FaultKind): Diagnostic {
  if (kind === 'TemplateNotFound') {
    return {
      ...diagnostic,
      summary: `there is no template '${diagnostic.summary}' in the SLS sources`,
      hints: [...(diagnostic.hints ?? []), 'a template is named by its path from the top of a source: lib/net.jinja'],
    };
  }
  return { ...diagnostic, summary: `${PREFIXES[kind] ?? ''}${diagnostic.summary}` };
}

/** A template may change what it is given; no other file shall see it. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isSecret(value) || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.map(copied);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
}
