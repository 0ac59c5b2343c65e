/** From refs on the command line to the low state. */
import type { RendererDefinition } from '../../contract/index.js';
import { type Diagnostic, hasErrors, SourceIndex } from '../../kernel/index.js';
import type { Compiled, LowState } from '../../sls/index.js';
import { rememberSecretArguments } from '../accounts/secret-arguments.js';
import type { Services } from '../services.js';
import { readParams } from './read-params.js';
import { gatherWith, sourcePorts } from './sls-ports.js';
import type { SourceRecord, TreeRecord } from './source-record.js';

export interface CompileRequest {
  readonly services: Services;
  readonly refs: readonly string[];
  readonly stop: AbortSignal;
  readonly phase: (text: string) => void;
  /** Puts something around each renderer, to look on. */
  readonly around?: (renderer: RendererDefinition) => RendererDefinition;
  /** Looks on at what is read. */
  readonly record?: SourceRecord;
  /** Called with what a file, or a block of it, was rendered to. */
  readonly rendered?: (sls: string, data: unknown) => void;
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
export async function compileTree({
  services,
  refs,
  stop,
  phase,
  around,
  record,
  rendered,
}: CompileRequest): Promise<CompiledTree> {
  const { gatherAndCompile, openSources } = await import('../../sls/index.js');
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
  const read = { entries: opened.entries, sources: opened.sources, paramSources: given.sources };
  const compiled = await gatherAndCompile({
    ...gatherWith(services, stop, around),
    rendered(sls, data) {
      record?.rendered(sls);
      rendered?.(sls, data);
    },
    ...(record === undefined ? read : record.of(read, given.values)),
    params: given.values,
  });
  if (compiled.low !== undefined) await rememberSecretArguments(compiled.low, services);
  return ended(compiled, [...opened.diagnostics, ...given.diagnostics]);
}

/** Compiles what was recorded of a tree, and looks nowhere else. */
export async function compileRecorded(
  { services, stop }: Pick<CompileRequest, 'services' | 'stop'>,
  tree: TreeRecord,
  params: Readonly<Record<string, unknown>>,
): Promise<CompiledTree> {
  const [{ gatherAndCompile }, { recordedSources }] = await Promise.all([
    import('../../sls/index.js'),
    import('./source-record.js'),
  ]);
  const compiled = await gatherAndCompile({
    ...gatherWith(services, stop),
    ...recordedSources(tree),
    render: tree.render,
    params,
  });
  if (compiled.low !== undefined) await rememberSecretArguments(compiled.low, services);
  return ended(compiled, []);
}

function ended({ low, sources, diagnostics: found }: Compiled, before: readonly Diagnostic[]): CompiledTree {
  const diagnostics = [...before, ...found];
  if (low === undefined) return { ok: false, diagnostics, sources };
  const entries = low.slsRefs.filter((ref) => low.includedBy.get(ref)?.length === 0);
  return { ok: true, low, entries, diagnostics, sources };
}
