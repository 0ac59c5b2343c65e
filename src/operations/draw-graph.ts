/** Draws what waits for what. */
import type { PreparedRun } from '../engine/index.js';
import { type Diagnostic, hasErrors } from '../kernel/index.js';
import { compileTree } from './compile-tree.js';
import { readEnforced } from './enforced.js';
import type { SourceLookup } from './locked-run.js';
import type { TreeRequest } from './run-tree.js';

export type GraphFormat = 'text' | 'dot' | 'mermaid' | 'json';

export type GraphOutcome =
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[]; readonly source: SourceLookup }
  | { readonly kind: 'drawn'; readonly text: string };

export type GraphRequest = Pick<TreeRequest, 'services' | 'refs' | 'targets' | 'stop' | 'phase'> & {
  readonly format: GraphFormat;
};

export async function drawGraph(request: GraphRequest): Promise<GraphOutcome> {
  const tree = await compileTree(request);
  const source: SourceLookup = (file) => tree.sources.source(file);
  if (!tree.ok) return { kind: 'invalid', diagnostics: tree.diagnostics, source };
  const [{ prepare }, { enforced }] = await Promise.all([
    import('../engine/index.js'),
    readEnforced(request.services, request.stop),
  ]);
  const prepared = await prepare({ low: tree.low, services: request.services, enforced, targets: request.targets });
  if (hasErrors(prepared.diagnostics))
    return { kind: 'invalid', diagnostics: [...tree.diagnostics, ...prepared.diagnostics], source };
  return { kind: 'drawn', text: await graphText(prepared, request.format) };
}

/** `to` waits for `from`. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly requisite: string;
}

async function graphText(prepared: PreparedRun, format: GraphFormat): Promise<string> {
  const edges = [...prepared.edges()];
  switch (format) {
    case 'text':
      return outline(prepared, edges);
    case 'json':
      return JSON.stringify(plainGraph(prepared, edges), undefined, 2);
    default: {
      const { dotText, mermaidText } = await import('../graph/index.js');
      const drawing = {
        vertices: prepared.low.chunks.map((chunk) => ({
          id: chunk.index,
          label: labelOf(prepared, chunk.index),
          group: chunk.declaration.sls,
        })),
        edges: edges.map(({ from, to, requisite }) => ({ before: from, after: to, label: requisite })),
      };
      return (format === 'dot' ? dotText(drawing) : mermaidText(drawing)).trimEnd();
    }
  }
}

function plainGraph(prepared: PreparedRun, edges: readonly Edge[]): object {
  return {
    chunks: prepared.low.chunks.map(({ index, declaration, name, order }) => ({
      index,
      state: declaration.state,
      fun: declaration.fun,
      id: declaration.id,
      name,
      sls: declaration.sls,
      order,
    })),
    edges,
  };
}

/** One line a chunk, in written order, each with what it waits for below it. */
function outline(prepared: PreparedRun, edges: readonly Edge[]): string {
  const needs = new Map<number, Edge[]>();
  for (const edge of edges) {
    const known = needs.get(edge.to);
    if (known === undefined) needs.set(edge.to, [edge]);
    else known.push(edge);
  }
  return prepared.low.chunks
    .flatMap(({ index }) => [
      labelOf(prepared, index).replace('\n', ' '),
      ...(needs.get(index) ?? []).map(
        ({ from, requisite }) => `  ${requisite} ${labelOf(prepared, from).replace('\n', ' ')}`,
      ),
    ])
    .join('\n');
}

function labelOf({ low }: PreparedRun, index: number): string {
  const chunk = low.chunks[index];
  if (chunk === undefined) return `#${index}`;
  const { id, state, fun } = chunk.declaration;
  return `${state}.${fun}\n${chunk.name === id ? id : `${id}[${chunk.name}]`}`;
}
