/** Draws what waits for what. */
import type { Prepared } from '../../engine/index.js';
import { type Diagnostic, hasErrors } from '../../kernel/index.js';
import { readEnforced } from '../enforced/enforced.js';
import type { SourceLookup } from '../run/locked-run.js';
import type { TreeRequest } from '../run/run-tree.js';
import { compileTree } from './compile-tree.js';

export type GraphFormat = 'text' | 'dot' | 'mermaid' | 'json';

export type GraphOutcome =
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[]; readonly source: SourceLookup }
  | {
      readonly kind: 'drawn';
      readonly text: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly source: SourceLookup;
    };

export type GraphRequest = Pick<
  TreeRequest,
  'services' | 'refs' | 'targets' | 'except' | 'needs' | 'invert' | 'stop' | 'phase'
> & {
  readonly format: GraphFormat;
};

export async function drawGraph(request: GraphRequest): Promise<GraphOutcome> {
  const tree = await compileTree(request);
  const source: SourceLookup = (file) => tree.sources.source(file);
  if (!tree.ok) return { kind: 'invalid', diagnostics: tree.diagnostics, source };
  const [{ prepare }, { enforced }] = await Promise.all([
    import('../../engine/index.js'),
    readEnforced(request.services, request.stop),
  ]);
  const { services, targets, except = [], needs = 'run', invert = false } = request;
  const prepared = await prepare({ low: tree.low, services, enforced, targets, except, needs, invert });
  const diagnostics = [...tree.diagnostics, ...prepared.diagnostics];
  if (hasErrors(diagnostics)) return { kind: 'invalid', diagnostics, source };
  return { kind: 'drawn', text: await graphText(prepared, request.format), diagnostics, source };
}

type Node = Prepared['run']['nodes'][number];

/** `to` waits for `from`. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly requisite: string;
}

async function graphText(prepared: Prepared, format: GraphFormat): Promise<string> {
  // What is not selected is not run, and so it is not drawn.
  const nodes = prepared.run.nodes.filter(({ excluded }) => !excluded);
  const drawn = new Set(nodes.map(({ number }) => number));
  const edges = [...prepared.edges()].filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  switch (format) {
    case 'text':
      return outline(nodes, edges);
    case 'json':
      return JSON.stringify(plainGraph(nodes, edges), undefined, 2);
    default: {
      const { dotText, mermaidText } = await import('../../graph/index.js');
      const drawing = {
        vertices: nodes.map((node) => ({
          id: node.number,
          label: labelOf(node),
          group: node.chunk.declaration.sls,
        })),
        edges: edges.map(({ from, to, requisite }) => ({ before: from, after: to, label: requisite })),
      };
      return (format === 'dot' ? dotText(drawing) : mermaidText(drawing)).trimEnd();
    }
  }
}

function plainGraph(nodes: readonly Node[], edges: readonly Edge[]): object {
  return {
    chunks: nodes.map(({ number, chunk: { declaration, name, order } }) => ({
      index: number,
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
function outline(nodes: readonly Node[], edges: readonly Edge[]): string {
  const labels = new Map(nodes.map((node) => [node.number, labelOf(node).replace('\n', ' ')]));
  const needs = new Map<number, Edge[]>();
  for (const edge of edges) {
    const known = needs.get(edge.to);
    if (known === undefined) needs.set(edge.to, [edge]);
    else known.push(edge);
  }
  return nodes
    .flatMap(({ number }) => [
      labels.get(number) ?? '',
      ...(needs.get(number) ?? []).map(({ from, requisite }) => `  ${requisite} ${labels.get(from) ?? ''}`),
    ])
    .join('\n');
}

function labelOf({ chunk: { declaration, name } }: Node): string {
  const { id, state, fun } = declaration;
  return `${state}.${fun}\n${name === id ? id : `${id}[${name}]`}`;
}
