/** One SLS module: bundled, run in a thread of its own, and its data with the places the author wrote. */
import { basename, posix } from 'node:path';
import type { RenderContext, RenderData, RenderText } from '../../contract/index.js';
import { type Diagnostic, DiagnosticError, diagnosticsOf, type Pos, SourceText } from '../../kernel/index.js';
import { HUB_CODES } from '../codes.js';
import { bundleSls, type SlsModule } from './bundle-sls.js';
import { type AuthorPlace, bundlePlaces, codePlaces, uniqueKeys } from './code-places.js';
import { APART_LIMITS, type ApartAnswer, type ApartLimits, runApart } from './run-apart.js';
import type { TypescriptRendererOptions } from './typescript-renderer.js';

export async function renderModule(
  input: RenderText,
  ctx: RenderContext,
  options: TypescriptRendererOptions,
): Promise<RenderData> {
  const module = moduleOf(input, ctx);
  const url = await bundleSls(module, options).catch((thrown: unknown) => {
    throw throughEarlierStage(thrown, input, module.file);
  });
  const limits = options.limits ?? APART_LIMITS;
  const answer = await runApart(url, ctx, limits);
  const placeOf = await bundlePlaces(url);
  const places = new ModulePlaces(module, input, ctx);
  if (answer.kind !== 'data') {
    const place = answer.kind === 'failed' ? placeOf(answer.stack) : undefined;
    const at = place === undefined ? places.fallback : await places.position(place);
    throw new DiagnosticError(failure(answer, module.file, limits, ctx.sources.span(at)));
  }
  const sites = new Map<object, Pos>();
  for (const [container, stack] of answer.sites) {
    const place = placeOf(stack);
    if (place !== undefined) sites.set(container, await places.position(place));
  }
  const { data } = answer;
  const positions = codePlaces({
    data,
    siteOf: (container) => sites.get(container),
    keyAt: (key) => places.keyAt(key),
    fallback: places.fallback,
  });
  return { kind: 'data', data, positions };
}

/** What the bundler says of the module is counted in the text it was given. */
function throughEarlierStage(thrown: unknown, { text, placeAt }: RenderText, file: string): unknown {
  const diagnostics = diagnosticsOf(thrown);
  if (diagnostics === undefined || placeAt === undefined) return thrown;
  const source = new SourceText(file, text);
  return new DiagnosticError(
    diagnostics.map((one) => {
      if (one.span?.file !== file) return one;
      const span = placeAt((source.lineStarts[one.span.line - 1] ?? 0) + one.span.column - 1);
      return span === undefined ? one : { ...one, span };
    }),
    { cause: thrown },
  );
}

/** The actual ref of the file leads to its folder in the source. */
function moduleOf({ text }: RenderText, { sls, file, services }: RenderContext): SlsModule {
  const folder = sls.split('.').slice(0, -1).join('/');
  return {
    path: posix.join(folder, basename(file)),
    file,
    text,
    load: async (path) => await services?.load(path),
  };
}

/** Packed positions in the files of one module. */
class ModulePlaces {
  /** Where the default export begins, else the beginning of the file. */
  readonly fallback: Pos;
  readonly #module: SlsModule;
  readonly #ctx: RenderContext;
  readonly #base: Pos;
  readonly #files = new Map<string, { readonly text: SourceText; readonly base: Pos }>();
  #keys: ReadonlyMap<string, number> | undefined;

  constructor(module: SlsModule, { text, placeAt }: RenderText, ctx: RenderContext) {
    this.#module = module;
    this.#ctx = ctx;
    const source = new SourceText(module.file, text);
    this.#base = ctx.sources.pos(ctx.sources.add(source, placeAt), 0);
    this.#files.set(module.path, { text: source, base: this.#base });
    this.fallback = this.#base + Math.max(0, text.search(/^export default\b/m));
  }

  keyAt(key: string): Pos | undefined {
    this.#keys ??= uniqueKeys(this.#module.text);
    const offset = this.#keys.get(key);
    return offset === undefined ? undefined : this.#base + offset;
  }

  async position({ path, line, column }: AuthorPlace): Promise<Pos> {
    let file = this.#files.get(path);
    if (file === undefined) {
      const loaded = await this.#module.load(path);
      if (loaded === undefined) return this.fallback;
      const text = new SourceText(loaded.file, loaded.text);
      const { sources } = this.#ctx;
      file = { text, base: sources.pos(sources.add(text), 0) };
      this.#files.set(path, file);
    }
    return file.base + (file.text.lineStarts[line - 1] ?? 0) + column - 1;
  }
}

function failure(
  answer: Exclude<ApartAnswer, { kind: 'data' }>,
  file: string,
  limits: ApartLimits,
  span: Diagnostic['span'],
): Diagnostic {
  const at = span === undefined ? {} : { span };
  switch (answer.kind) {
    case 'failed': {
      const message = answer.name === 'Error' ? answer.message : `${answer.name}: ${answer.message}`;
      return { severity: 'error', code: HUB_CODES.code('module-failed'), summary: `${file} failed: ${message}`, ...at };
    }
    case 'no-data':
      return {
        severity: 'error',
        code: HUB_CODES.code('module-data'),
        summary: `${file} gives no data: ${answer.message}`,
        ...at,
        hints: ['export default { … }, or a function of { params, hub } that gives it'],
      };
    case 'limit': {
      const much = answer.what === 'time' ? `${limits.milliseconds / 1000} s` : `${limits.megabytes} MB of memory`;
      return {
        severity: 'error',
        code: HUB_CODES.code('module-limit'),
        summary: `${file} took more than ${much} and was ended`,
        ...at,
      };
    }
  }
}
