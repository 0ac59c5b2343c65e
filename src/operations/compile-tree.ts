/** From refs on the command line to the low state. */
import type { RendererDefinition } from '../contract/index.js';
import { type Diagnostic, hasErrors, SourceIndex } from '../kernel/index.js';
import type { LowState } from '../sls/index.js';
import { readParams } from './read-params.js';
import type { Services } from './services.js';
import { gatherWith, sourcePorts } from './sls-ports.js';

export interface CompileRequest {
  readonly services: Services;
  readonly refs: readonly string[];
  readonly stop: AbortSignal;
  readonly phase: (text: string) => void;
  /** Puts something around each renderer, to look on. */
  readonly around?: (renderer: RendererDefinition) => RendererDefinition;
}

export type CompiledTree = {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: SourceIndex;
} & (
  | { readonly ok: true; readonly low: LowState; readonly entries: readonly string[] }
  /** There are errors among the diagnostics. */
  | { readonly ok: false }
);

/** Opens the sources, gathers and compiles. Wrong input becomes diagnostics. */
export async function compileTree({ services, refs, stop, phase, around }: CompileRequest): Promise<CompiledTree> {
  const { gatherAndCompile, openSources } = await import('../sls/index.js');
  const { settings } = services;
  phase(`reading ${refs.join(', ')}`);
  const opened = await openSources(
    {
      refs,
      slsSources: settings.slsSources,
      ...(settings.tree === undefined ? {} : { tree: settings.tree }),
      ...(settings.configFile === undefined ? {} : { configDirectory: settings.directory }),
      directory: settings.workingDirectory,
    },
    sourcePorts(services, stop),
  );
  if (hasErrors(opened.diagnostics)) return { ok: false, diagnostics: opened.diagnostics, sources: new SourceIndex() };
  const given = await readParams({ services, stop });
  if (hasErrors(given.diagnostics)) return { ok: false, diagnostics: given.diagnostics, sources: given.texts };
  const compiled = await gatherAndCompile({
    ...gatherWith(services, stop, around),
    entries: opened.entries,
    sources: opened.sources,
    params: given.values,
    paramSources: given.sources,
  });
  const { low, sources } = compiled;
  const diagnostics = [...opened.diagnostics, ...given.diagnostics, ...compiled.diagnostics];
  if (low === undefined) return { ok: false, diagnostics, sources };
  const entries = low.slsRefs.filter((ref) => low.includedBy.get(ref)?.length === 0);
  return { ok: true, low, entries, diagnostics, sources };
}
