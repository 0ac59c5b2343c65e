/** One case of the SLS corpus: a folder with an SLS tree in, a readable form of what compiling gives out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { noLog, nodePorts } from '../../src/app/ports/index.js';
import type { RendererDefinition } from '../../src/contract/index.js';
import { collapseDiagnostics, type Diagnostic, diagnosticsOf, drawDiagnostic, type SourceIndex } from '../../src/kernel/index.js';
import file from '../../src/plugins/sources/file.js';
import { type LowState, gatherAndCompile, gatherParams, openSources, paramValues } from '../../src/sls/index.js';
import { readableLow } from './readable-low.js';
import { rendererNames, renderers } from './renderers.js';

/** `case.json` of a case; everything has a default. */
interface CaseOptions {
  /** Default `["main"]`, looked for in the case's folder. */
  readonly refs?: readonly string[];
  /** Folders below the case's folder, searched in order. Default: the case's folder as `--tree`. */
  readonly sources?: readonly string[];
  /** Source texts as they are. */
  readonly slsSources?: readonly string[];
  readonly configDirectory?: string;
  readonly render?: string;
  readonly runtime?: 'serial' | 'parallel';
  /** Refs of files of params, over `params`. */
  readonly paramRefs?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
  /** Where the author made the mistake, as `file:line:column`. */
  readonly at?: string;
  /** Places that must be among the related ones: macro calls, loops, includes. */
  readonly related?: readonly string[];
  /** Only the engine can tell: without a hook the case is skipped. */
  readonly needs?: 'engine';
}

/** What the engine adds to a case, when there is one: outcomes of valid trees, diagnostics of trees that compile and cannot run. */
export interface EngineHook {
  /** Written to `outcomes.json` of a valid case. */
  outcomes(low: LowState, runtime: 'serial' | 'parallel'): Promise<unknown>;
  check(low: LowState): Promise<readonly Diagnostic[]>;
}

/** Names of golden files with their content. Skipped: why. */
export type CaseResult =
  | {
      readonly goldens: Readonly<Record<string, string>>;
      readonly codes: readonly string[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly skipped: string };

export async function runCase(folder: string, engine?: EngineHook): Promise<CaseResult> {
  const options = caseOptions(folder);
  if (options.needs === 'engine' && engine === undefined) return { skipped: 'only the engine can tell, and there is no hook for it yet' };
  const { low, diagnostics, sources } = await compileCase(folder, options);
  const valid = basename(join(folder, '..')) === 'valid';
  if (valid) return validGoldens(folder, low, diagnostics, sources, options, engine);
  const found = [...diagnostics, ...(low === undefined ? [] : await releaseErrors(low))];
  if (low !== undefined && engine !== undefined) found.push(...(await engine.check(low)));
  const all = collapseDiagnostics(found);
  return {
    diagnostics: all,
    codes: all.map(({ code }) => code),
    goldens: {
      'expected.txt': clean(folder, `${all.map((one) => drawDiagnostic(one, { source: (name) => sources.source(name) })).join('\n\n')}\n`),
      'expected.json': clean(folder, json(all)),
    },
  };
}

async function validGoldens(
  folder: string,
  low: LowState | undefined,
  diagnostics: readonly Diagnostic[],
  sources: SourceIndex,
  options: CaseOptions,
  engine: EngineHook | undefined,
): Promise<CaseResult> {
  if (low === undefined) {
    const drawn = diagnostics.map((one) => drawDiagnostic(one, { source: (name) => sources.source(name) }));
    throw new Error(`a valid case does not compile:\n${drawn.join('\n')}`);
  }
  const warnings = diagnostics.length === 0 ? {} : { warnings: diagnostics };
  const goldens: Record<string, string> = { 'expected.json': clean(folder, json({ ...(await readableLow(low)), ...warnings })) };
  if (engine !== undefined) {
    goldens['outcomes.json'] = clean(folder, json(await engine.outcomes(low, options.runtime ?? 'parallel')));
  }
  return { goldens, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

/** Errors of the delayed blocks, each rendered as if what it waits for had run. */
async function releaseErrors(low: LowState): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const block of low.delayed) {
    try {
      await block.release();
    } catch (thrown) {
      const diagnostics = diagnosticsOf(thrown);
      if (diagnostics === undefined) throw thrown;
      found.push(...diagnostics);
    }
  }
  return found;
}

async function compileCase(
  folder: string,
  options: CaseOptions,
): Promise<{ low: LowState | undefined; diagnostics: readonly Diagnostic[]; sources: SourceIndex }> {
  const signal = new AbortController().signal;
  const { files } = nodePorts({ log: noLog(), environment: {} });
  const unused = (what: string) => () => Promise.reject(new Error(`a source must not use ${what}`));
  const opened = await openSources(
    {
      refs: options.refs ?? ['main'],
      slsSources: [...(options.sources ?? []).map((path) => `file://${path}`), ...(options.slsSources ?? [])],
      ...(options.sources === undefined ? { tree: '.' } : {}),
      ...(options.configDirectory === undefined ? {} : { configDirectory: options.configDirectory }),
      directory: folder,
    },
    {
      files,
      source: async (protocol) => (protocol === 'file' ? file : undefined),
      protocols: ['file'],
      context: async () => ({
        files,
        processes: { run: unused('processes') },
        http: { request: unused('http') },
        log: { write: () => undefined },
        account: {},
        cacheDirectory: folder,
        signal,
      }),
    },
  );
  const gathering = {
    sources: opened.sources,
    render: options.render ?? 'yaml',
    renderer: async (name: string): Promise<RendererDefinition | undefined> => renderers.get(name),
    rendererNames,
    signal,
  };
  const params = await gatherParams({ ...gathering, entries: (options.paramRefs ?? []).map((ref) => ({ ref })) });
  if (params.diagnostics.length > 0) return { low: undefined, diagnostics: params.diagnostics, sources: params.sources };
  const compiled = await gatherAndCompile({
    ...gathering,
    entries: opened.entries,
    params: { ...options.params, ...paramValues(params.params) },
  });
  const failed = opened.diagnostics.length > 0;
  return { ...compiled, ...(failed ? { low: undefined } : {}), diagnostics: [...opened.diagnostics, ...compiled.diagnostics] };
}

export function caseOptions(folder: string): CaseOptions {
  const path = join(folder, 'case.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CaseOptions) : {};
}

/** Folders of cases below `root`, sorted. */
export function caseFolders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name))
    .toSorted();
}

/** Golden files that lie in a case's folder. */
export function goldensIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^(expected\..*|outcomes\.json)$/.test(name));
}

function json(value: unknown): string {
  const plain = (_key: string, inner: unknown): unknown => (typeof inner === 'bigint' ? `${inner}n` : inner);
  return `${JSON.stringify(value, plain, 2)}\n`;
}

function clean(folder: string, text: string): string {
  return text.replaceAll(folder, '<case>');
}
