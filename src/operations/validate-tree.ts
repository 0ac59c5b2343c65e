/** Everything that can be said of a tree without running it. */
import { type Diagnostic, hasErrors, type Span, tagText } from '../kernel/index.js';
import { compileTree } from './compile-tree.js';
import { readEnforced } from './enforced.js';
import type { SourceLookup } from './locked-run.js';
import type { TreeRequest } from './run-tree.js';

/** One state as it would be run. */
export interface ValidState {
  readonly tag: string;
  /** Ref of the file that declares it, and where. */
  readonly sls: string;
  readonly declared?: Span;
  readonly order: number;
  /** Tags it waits for, with the requisite that says so. */
  readonly needs: readonly { readonly tag: string; readonly requisite: string }[];
}

export interface ValidatedTree {
  /** No error is among the diagnostics. */
  readonly valid: boolean;
  /** In their order; empty when the tree is not valid. */
  readonly states: readonly ValidState[];
  /** Refs of every file that was read. */
  readonly files: readonly string[];
  /** Blocks that are rendered only while the tree runs, and therefore not looked into. */
  readonly delayed: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly source: SourceLookup;
}

export type ValidateRequest = Pick<TreeRequest, 'services' | 'refs' | 'stop'>;

/** Reads, renders, compiles, and checks functions, arguments, requisites and bindings. Nothing is run, and no lock is taken. */
export async function validateTree({ services, refs, stop }: ValidateRequest): Promise<ValidatedTree> {
  const tree = await compileTree({ services, refs, stop, phase: () => {} });
  const source: SourceLookup = (file) => tree.sources.source(file);
  const nothing = { valid: false, states: [], files: [], delayed: 0, source };
  if (!tree.ok) return { ...nothing, diagnostics: tree.diagnostics };
  const { low } = tree;
  const [{ prepare }, { enforced }] = await Promise.all([import('../engine/index.js'), readEnforced(services, stop)]);
  const prepared = await prepare({ low, services, enforced });
  const diagnostics = [...tree.diagnostics, ...prepared.diagnostics];
  if (hasErrors(diagnostics)) return { ...nothing, diagnostics };
  const tags = low.chunks.map(({ declaration, name }) => tagText({ ...declaration, name }));
  const needs = tags.map((): { tag: string; requisite: string }[] => []);
  for (const { from, to, requisite } of prepared.edges()) needs[to]?.push({ tag: tags[from] as string, requisite });
  const states = low.chunks.map(({ declaration: { sls, idAt, id }, order, index }): ValidState => {
    const declared = low.sources.span(idAt, id.length);
    return {
      tag: tags[index] as string,
      sls,
      ...(declared === undefined ? {} : { declared }),
      order,
      needs: needs[index] ?? [],
    };
  });
  return { valid: true, states, files: low.slsRefs, delayed: low.delayed.length, diagnostics, source };
}
