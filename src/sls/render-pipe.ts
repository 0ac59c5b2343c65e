/** Rendering one block: text through the renderers of its pipe, data with positions at the end. */
import type { RenderContext, RenderData, RendererDefinition, RenderText } from '../contract/index.js';
import { type Diagnostic, diagnosticsOf, didYouMean, type Span } from '../kernel/index.js';
import type { SlsCode } from './codes.js';

export interface Renderers {
  /** The renderer of a name; undefined when there is none. May throw a `DiagnosticError` when it cannot be loaded. */
  renderer(name: string): Promise<RendererDefinition | undefined>;
  /** Names to suggest. */
  readonly rendererNames?: readonly string[];
}

export type RenderOutcome =
  | { readonly ok: true; readonly data: RenderData }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Renders. `markerSpan` is where the pipe was written; undefined when it is the run's default. */
export async function renderPipe(
  pipe: string,
  input: RenderText,
  renderers: Renderers,
  context: RenderContext,
  markerSpan: Span | undefined,
): Promise<RenderOutcome> {
  const fail = (code: SlsCode, summary: string, hints: (string | undefined)[]): RenderOutcome => {
    const given = hints.filter((hint) => hint !== undefined);
    const span = markerSpan ?? { file: context.file, line: 1, column: 1 };
    return { ok: false, diagnostics: [{ severity: 'error', code, summary, span, hints: given }] };
  };
  let current: RenderText | RenderData = input;
  for (const name of pipe.split('|').map((part) => part.trim())) {
    context.signal.throwIfAborted();
    if (name === '')
      return fail('sls/bad-pipe', `the render pipe '${pipe}' has an empty part`, [
        'renderers are joined by one |, as in jinja|yaml',
      ]);
    try {
      const definition = await renderers.renderer(name);
      if (definition === undefined) {
        return fail('sls/unknown-renderer', `there is no renderer '${name}'`, [
          didYouMean(name, renderers.rendererNames ?? []),
          /[/\s]/.test(name) ? 'a line that begins with #! names renderers, as in #!jinja|yaml' : undefined,
        ]);
      }
      current = await definition.render(current, context);
    } catch (thrown) {
      const diagnostics = diagnosticsOf(thrown);
      if (diagnostics !== undefined) return { ok: false, diagnostics };
      if (context.signal.aborted) throw thrown;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return fail('sls/renderer-failed', `the renderer '${name}' failed on ${context.file}: ${message}`, [
        'this is a mistake in the renderer, not in the file',
      ]);
    }
  }
  if (current.kind === 'data') return { ok: true, data: current };
  return fail('sls/bad-pipe', `the render pipe '${pipe}' ends with text, not with data`, [`write #!${pipe}|yaml`]);
}
