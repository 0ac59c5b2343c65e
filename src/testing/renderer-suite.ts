/**
 * The conformance suite of renderers: what each of them owes the author of a file. Places survive, mistakes are shown where they were written,
 * secrets stay secret, nothing is kept between calls, and every text ends.
 *
 * It takes the functions of a test runner that has `describe`, `it` and `expect` as vitest, jest and others know them.
 */
import type { RenderContext, RenderData, RendererDefinition, RenderText } from '../contract/index.js';
import { diagnosticsOf, isSecret, isUnknown, reveal, SourceIndex, SourceText, type Span } from '../kernel/index.js';
import type { TestApi } from './store-suite.js';

export interface RendererCase {
  readonly name: string;
  readonly renderer: RendererDefinition;
  /** Texts that are right. At least one, with places. */
  readonly right: readonly RightText[];
  /** Texts that are wrong; none only for a renderer to which every text is right. */
  readonly wrong: readonly WrongText[];
  /** A text that asks for more than can be given: nesting without end, say. It must be refused with a diagnostic. */
  readonly tooMuch?: string;
  /** A text with the word `hunter2` as one whole value at `path`, and as a part of a key in `asKey`. */
  readonly secret?: { readonly text: string; readonly path: readonly (string | number)[]; readonly asKey?: string };
  /** What the context offers beside file, sources, signal. */
  readonly context?: Partial<Pick<RenderContext, 'params' | 'services'>>;
}

export interface RightText {
  readonly text: string;
  /** The data, or the text, it gives. */
  readonly gives: unknown;
  /** For data: where members stand, by the path to them. For text: where what stands in the output was written. */
  readonly places?: readonly ExpectedPlace[];
}

export type ExpectedPlace =
  | {
      readonly path: readonly (string | number)[] /** What the text holds at the key and at the value. */;
      readonly key?: string;
      readonly value?: string;
    }
  | { readonly output: string /** What the text holds where it was written. */; readonly written: string };

export interface WrongText {
  readonly text: string;
  readonly code: string;
  /** What stands at the place of the message: the first such place in the text, unless `line` says which. */
  readonly at: string;
  readonly line?: number;
}

const SECRET = 'hunter2';
const FILE = 'dir/site.sls';
/** By how many lines an earlier stage moved the text. */
const MOVED = 1000;

/** Declares the tests of one renderer. */
export function rendererSuite(api: TestApi, one: RendererCase): void {
  const { describe, it, expect } = api;
  describe(`renderer ${one.name}`, () => {
    for (const right of one.right) {
      it(`reads ${JSON.stringify(right.text.slice(0, 60))}`, async () => {
        const { result, sources } = await render(one, right.text);
        expect(result.kind === 'data' ? result.data : result.text).toEqual(right.gives);
        for (const place of right.places ?? [])
          expectPlace(api, { result, sources, text: right.text, place, moved: 0 });
      });

      it(`keeps the places of an earlier stage in ${JSON.stringify(right.text.slice(0, 60))}`, async () => {
        const { result, sources } = await render(one, right.text, { placeAt: movedPlaces(right.text) });
        for (const place of right.places ?? [])
          expectPlace(api, { result, sources, text: right.text, place, moved: MOVED });
      });
    }
    for (const wrong of one.wrong) mistakeTests(api, one, wrong);
    behaviourTests(api, one);
    if (one.secret !== undefined) secretTests(api, one, one.secret);
  });
}

function mistakeTests({ it, expect }: TestApi, one: RendererCase, wrong: WrongText): void {
  const expected = (moved: number): object => {
    const source = new SourceText(FILE, wrong.text);
    const from = wrong.line === undefined ? 0 : (source.lineStarts[wrong.line - 1] as number);
    const { line, column } = source.lineColumn(wrong.text.indexOf(wrong.at, from));
    return { code: wrong.code, file: FILE, line: line + moved, column };
  };
  const found = async (earlier?: Partial<RenderText>): Promise<object> => {
    const [first] = await refused(one, wrong.text, earlier);
    return { code: first?.code, file: first?.span?.file, line: first?.span?.line, column: first?.span?.column };
  };
  it(`shows the place of the mistake in ${JSON.stringify(wrong.text.slice(0, 60))}`, async () => {
    expect(await found()).toEqual(expected(0));
  });
  it(`shows it through an earlier stage in ${JSON.stringify(wrong.text.slice(0, 60))}`, async () => {
    expect(await found({ placeAt: movedPlaces(wrong.text) })).toEqual(expected(MOVED));
  });
}

function behaviourTests({ it, expect }: TestApi, one: RendererCase): void {
  it('keeps nothing between calls', async () => {
    const [right] = one.right as readonly [RightText];
    const [wrong] = one.wrong;
    const first = await render(one, right.text);
    const refusal = wrong === undefined ? undefined : await refused(one, wrong.text);
    const again = await render(one, right.text);
    expect(plain(again.result)).toEqual(plain(first.result));
    expect(again.result === first.result).toEqual(false);
    if (wrong !== undefined) expect(await refused(one, wrong.text)).toEqual(refusal);
  });

  it('answers the same when calls overlap', async () => {
    const all = await Promise.all(one.right.map(({ text }) => render(one, text)));
    expect(all.map(({ result }) => plain(result))).toEqual(one.right.map(({ gives }) => gives));
  });

  it('passes data on as it is', async () => {
    const data = { a: [1, 'two', null] };
    const positions = { key: () => -1, value: () => -1, start: () => -1 };
    const result = await one.renderer.render({ kind: 'data', data, positions }, contextOf(one, new SourceIndex()));
    expect(plain(result)).toEqual({ a: [1, 'two', null] });
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    stop.abort(reason);
    const [right] = one.right as readonly [RightText];
    const input: RenderText = { kind: 'text', text: right.text };
    const outcome = await attempt(() => one.renderer.render(input, contextOf(one, new SourceIndex(), stop.signal)));
    expect('thrown' in outcome).toEqual(true);
  });

  const { tooMuch } = one;
  if (tooMuch === undefined) it.skip('refuses what is too much: the case names no such text');
  else {
    it('refuses what is too much', async () => {
      expect((await refused(one, tooMuch)).length > 0).toEqual(true);
    });
  }
}

function secretTests(
  { it, expect }: TestApi,
  one: RendererCase,
  { text, path, asKey }: NonNullable<RendererCase['secret']>,
): void {
  const ranges = (whole: string): RenderText['secretRanges'] => {
    const start = whole.indexOf(SECRET);
    return [{ start, end: start + SECRET.length }];
  };

  it('makes a secret of what is written in a secret range', async () => {
    const { result } = await render(one, text, { secretRanges: ranges(text) });
    const value = valueAt((result as RenderData).data, path);
    expect([isSecret(value), reveal(value)]).toEqual([true, SECRET]);
    expect(JSON.stringify((result as RenderData).data).includes(SECRET)).toEqual(false);
  });

  it('makes an unknown of what is written in an unknown range', async () => {
    const { result } = await render(one, text, { unknownRanges: ranges(text) });
    expect(isUnknown(valueAt((result as RenderData).data, path))).toEqual(true);
  });

  if (asKey === undefined) return;
  it('refuses a key made of a secret, and does not show it', async () => {
    const diagnostics = await refused(one, asKey, { secretRanges: ranges(asKey) });
    expect([diagnostics.length > 0, JSON.stringify(diagnostics).includes(SECRET)]).toEqual([true, false]);
  });
}

interface Rendered {
  readonly result: RenderText | RenderData;
  readonly sources: SourceIndex;
}

async function render(one: RendererCase, text: string, earlier: Partial<RenderText> = {}): Promise<Rendered> {
  const sources = new SourceIndex();
  return { result: await one.renderer.render({ ...earlier, kind: 'text', text }, contextOf(one, sources)), sources };
}

async function refused(
  one: RendererCase,
  text: string,
  earlier?: Partial<RenderText>,
): Promise<NonNullable<ReturnType<typeof diagnosticsOf>>> {
  const outcome = await attempt(() => render(one, text, earlier));
  if (!('thrown' in outcome)) throw new Error(`${JSON.stringify(text.slice(0, 60))} was not refused`);
  const diagnostics = diagnosticsOf(outcome.thrown);
  if (diagnostics === undefined) throw outcome.thrown;
  return diagnostics;
}

async function attempt(work: () => unknown): Promise<{ readonly value: unknown } | { readonly thrown: unknown }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { thrown };
  }
}

function contextOf(one: RendererCase, sources: SourceIndex, signal = new AbortController().signal): RenderContext {
  return { sls: 'dir.site', file: FILE, sources, params: {}, signal, ...one.context };
}

function plain(result: RenderText | RenderData): unknown {
  return result.kind === 'data' ? result.data : result.text;
}

/** The text stood further down, in the same columns. */
function movedPlaces(text: string): (offset: number) => Span {
  return movedBy(text, MOVED);
}

function movedBy(text: string, moved: number): (offset: number) => Span {
  const source = new SourceText(FILE, text);
  return (offset) => {
    const { line, column } = source.lineColumn(offset);
    return { file: FILE, line: line + moved, column };
  };
}

interface Placed extends Rendered {
  readonly text: string;
  readonly place: ExpectedPlace;
  readonly moved: number;
}

function expectPlace({ expect }: TestApi, { result, sources, text, place, moved }: Placed): void {
  const standsAt = (span: Span | undefined, expected: string): string => {
    if (span === undefined) return 'no place';
    const source = new SourceText(FILE, text);
    const offset = (source.lineStarts[span.line - moved - 1] ?? Number.NaN) + span.column - 1;
    return text.slice(offset, offset + expected.length);
  };
  if ('output' in place) {
    const { text: output, placeAt } = result as RenderText;
    const at = output.indexOf(place.output);
    const span = placeAt === undefined ? movedBy(output, moved)(at) : placeAt(at);
    expect(standsAt(span, place.written)).toEqual(place.written);
    return;
  }
  const { data, positions } = result as RenderData;
  const container = valueAt(data, place.path.slice(0, -1)) as object;
  const last = place.path.at(-1) as string | number;
  if (place.key !== undefined)
    expect(standsAt(sources.span(positions.key(container, last)), place.key)).toEqual(place.key);
  if (place.value !== undefined)
    expect(standsAt(sources.span(positions.value(container, last)), place.value)).toEqual(place.value);
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], data);
}
