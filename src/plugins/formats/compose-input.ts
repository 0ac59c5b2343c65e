/** What every renderer from text to data does around its parser: registers the text, and gives a problem the author's place. */
import type { RenderContext, RenderData, RenderText } from '../../contract/index.js';
import {
  type Composition,
  DiagnosticError,
  type Pos,
  problemDiagnostic,
  SourceText,
  type TextMarks,
} from '../../kernel/index.js';

/** Throws a `DiagnosticError` with `code` when the text cannot be composed. */
export function composeInput(
  input: RenderText | RenderData,
  ctx: RenderContext,
  code: string,
  compose: (text: string, base: Pos, marks: TextMarks) => Composition,
): RenderData {
  ctx.signal.throwIfAborted();
  if (input.kind === 'data') return input;
  const { text, placeAt, chainAt } = input;
  const index = ctx.sources.add(new SourceText(ctx.file, text), placeAt, chainAt);
  const composed = compose(text, ctx.sources.pos(index, 0), input);
  if (composed.ok) return { kind: 'data', data: composed.data, positions: composed.places };
  const { problem } = composed;
  const diagnostic = problemDiagnostic(code, problem, (offset, length) =>
    ctx.sources.span(ctx.sources.pos(index, offset), length),
  );
  const chain = chainAt?.(problem.offset) ?? [];
  throw new DiagnosticError(
    chain.length === 0 ? diagnostic : { ...diagnostic, related: [...(diagnostic.related ?? []), ...chain] },
  );
}
