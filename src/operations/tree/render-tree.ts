/** What rendering makes of SLS files, stage by stage, for people who want to see it. */
import type { RenderContext, RenderData, RendererDefinition, RenderText } from '../../contract/index.js';
import {
  type Diagnostic,
  isSecret,
  isUnknown,
  MASK,
  NULL_MARKER,
  type Pos,
  type SourceIndex,
  type Span,
  spanText,
} from '../../kernel/index.js';
import type { SourceLookup } from '../run/locked-run.js';
import { shownData } from '../run/results.js';
import { type CompileRequest, compileTree } from './compile-tree.js';

export interface RenderTreeRequest extends Omit<CompileRequest, 'around'> {
  /** Also what the files include. */
  readonly includes: boolean;
}

/** One stage of one block. Secrets are masked. */
export interface ShownStage {
  readonly renderer: string;
  /** For text: its lines with the place of each. */
  readonly lines?: readonly { readonly text: string; readonly place?: string }[];
  /** For data. */
  readonly data?: unknown;
  /** For data: path of each member to its place. */
  readonly places?: Readonly<Record<string, string>>;
}

/** One file, or one block of it. */
export interface ShownBlock {
  readonly sls: string;
  readonly file: string;
  /** Line of the file on which it begins. */
  readonly line: number;
  readonly stages: readonly ShownStage[];
}

export interface RenderedTree {
  readonly blocks: readonly ShownBlock[];
  readonly diagnostics: readonly Diagnostic[];
  readonly source: SourceLookup;
}

/** Compiles the tree to the end, so that what is wrong with the data is said as well. Blocks that wait for something are not rendered. */
export async function renderTree(request: RenderTreeRequest): Promise<RenderedTree> {
  const { services } = request;
  const seen = new Map<RenderContext, ShownBlock & { readonly stages: ShownStage[] }>();
  const around = (definition: RendererDefinition): RendererDefinition => ({
    ...definition,
    async render(input, ctx) {
      const output = await definition.render(input, ctx);
      let block = seen.get(ctx);
      if (block === undefined) {
        const line = (input.kind === 'text' ? input.placeAt?.(0)?.line : undefined) ?? 1;
        seen.set(ctx, (block = { sls: ctx.sls, file: ctx.file, line, stages: [] }));
      }
      block.stages.push(
        output.kind === 'text'
          ? textStage(definition.ref, output, ctx.file)
          : dataStage(definition.ref, output, ctx.sources, request),
      );
      return output;
    },
  });
  const tree = await compileTree({ ...request, around });
  const { masker } = services;
  const blocks = [...seen.values()].map((block) => ({
    ...block,
    stages: block.stages.map((stage) => shownData(stage, { masker }) as ShownStage),
  }));
  const first = new Set(tree.ok ? tree.entries : blocks.slice(0, 1).map(({ sls }) => sls));
  return {
    blocks: request.includes ? blocks : blocks.filter(({ sls }) => first.has(sls)),
    diagnostics: tree.diagnostics,
    source: (file) => tree.sources.source(file),
  };
}

function textStage(renderer: string, output: RenderText, file: string): ShownStage {
  const { text, placeAt } = output;
  const lines: { text: string; place?: string }[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const span: Span | undefined = placeAt === undefined ? { file, line: lines.length + 1, column: 1 } : placeAt(at);
    lines.push({ text: shownText(output, at, end), ...(span === undefined ? {} : { place: spanText(span) }) });
    at = end + 1;
  }
  return { renderer, lines };
}

/** A stretch of the text, with masks for what is secret and words for what stands for something else. */
function shownText({ text, secretRanges = [], unknownRanges = [] }: RenderText, from: number, to: number): string {
  const marks = [
    ...secretRanges.map((range) => ({ ...range, word: MASK })),
    ...unknownRanges.map((range) => ({ ...range, word: '(not known yet)' })),
  ];
  let shown = '';
  let at = from;
  for (const { start, end, word } of marks.toSorted((a, b) => a.start - b.start)) {
    if (end <= at || start >= to) continue;
    shown += text.slice(at, Math.max(at, start)) + word;
    at = Math.min(end, to);
  }
  return (shown + text.slice(at, to)).replaceAll(NULL_MARKER, 'null');
}

function dataStage(
  renderer: string,
  { data, positions }: RenderData,
  sources: SourceIndex,
  { services }: RenderTreeRequest,
): ShownStage {
  const places: Record<string, string> = {};
  const note = (path: string, pos: Pos): void => {
    const span = sources.span(pos);
    if (span !== undefined) places[path] = spanText(span);
  };
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || isSecret(value) || isUnknown(value)) return;
    if (Array.isArray(value)) {
      for (const [index, inner] of value.entries()) {
        note(`${path}[${index}]`, positions.key(value, index));
        walk(inner, `${path}[${index}]`);
      }
      return;
    }
    for (const key of positions.keys?.(value) ?? Object.keys(value)) {
      const below = path === '' ? key : `${path}:${key}`;
      note(below, positions.key(value, key));
      walk((value as Record<string, unknown>)[key], below);
    }
  };
  walk(data, '');
  return { renderer, data: shownData(data, services), places };
}
