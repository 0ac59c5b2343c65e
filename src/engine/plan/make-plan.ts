/** From a run in plan mode to the plan that can be kept. */
import type { Loaded } from '../../hub/index.js';
import { containsSecret, revealDeep, tagText } from '../../kernel/index.js';
import type { Chunk } from '../../sls/index.js';
import { hangingOn } from '../chunk-run.js';
import { isSecretArgument, parseKeywords } from '../execute/index.js';
import type { ChunkResult } from '../outcome.js';
import type { Prepared } from '../prepare.js';
import type { EnforcedState, RunReport } from '../run.js';
import { type ChunkNode, nodeTagText, type RunGraph } from '../step-graph.js';
import { textDigest } from './canonical.js';
import { lowStateToData } from './low-state-data.js';
import { observedDigest } from './observed.js';
import type { PlanBody, PlannedBlock, PlannedStep } from './plan-body.js';
import type { Seal } from './value-data.js';

export interface PlanInput extends Omit<PlanBody, 'low' | 'blocks' | 'steps'> {
  readonly prepared: Prepared;
  /** Of the run in plan mode. */
  readonly report: RunReport;
  readonly enforced: EnforcedState;
}

export async function makePlan({ prepared, report, enforced, ...about }: PlanInput): Promise<PlanBody> {
  const { run, low } = prepared;
  const nodeOf = nodeFinder(run);
  const steps: PlannedStep[] = [];
  for (const result of report.results) {
    const node = nodeOf(result);
    const plugin = node?.plugin ?? (await run.hub.load('states', result.tag.state));
    steps.push(plannedStep(result, { node, plugin, run, enforced }));
  }
  const seal: Seal | undefined = enforced.seal === undefined ? undefined : (value) => enforced.seal?.(value);
  const options = {
    // By number: an inverted node has another chunk than the one that was written.
    isSecret: (chunk: Chunk, name: string) => isHidden(run.nodes[chunk.index], chunk, name),
    ...(seal === undefined ? {} : { seal }),
  };
  return {
    ...about,
    low: lowStateToData(low, options),
    blocks: low.delayed.map((block): PlannedBlock => {
      const span = low.sources.span(block.at);
      const source = span === undefined ? undefined : low.sources.source(span.file);
      return {
        sls: block.sls,
        ...(span === undefined ? {} : { declared: `${span.file}:${span.line}:${span.column}` }),
        requires: block.requires,
        source: textDigest(source?.text ?? ''),
      };
    }),
    steps,
  };
}

/** Every text that the arguments of a run show to be secret: no file that holds one of them may stand in a plan as it is. */
export function secretTexts({ run }: Prepared): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const node of run.nodes) {
    for (const [name, { value }] of [...node.chunk.args, ...node.chunk.keywords]) {
      const hidden = name === 'acct_data' || containsSecret(value) || isHidden(node, node.chunk, name);
      if (hidden) addTexts(revealDeep(value), texts);
    }
  }
  return texts;
}

function addTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) addTexts(inner, texts);
  // What is bound is no secret before it is there.
  else if (typeof value === 'string' ? !value.startsWith('${') : typeof value === 'number') texts.add(String(value));
}

function isHidden(node: ChunkNode | undefined, chunk: Chunk, name: string): boolean {
  if (node === undefined) return true;
  if (parseKeywords(chunk).keywords.sensitive.includes(name)) return true;
  return isSecretArgument(node.plugin, chunk.declaration.fun, name);
}

/** By tag; where a name is bound, results have another tag than what is written. */
function nodeFinder(run: RunGraph): (result: ChunkResult) => ChunkNode | undefined {
  const byTag = new Map(run.nodes.map((node) => [nodeTagText(node), node]));
  const named = run.nodes.filter(({ bindings }) => bindings.some(({ binding }) => binding.argument[0] === 'name'));
  const byId = new Map(named.map((node) => [tagText({ ...node.chunk.declaration, name: '' }), node]));
  return ({ tag }) => byTag.get(tagText(tag)) ?? byId.get(tagText({ ...tag, name: '' }));
}

interface StepParts {
  /** Undefined for what vanished. */
  readonly node: ChunkNode | undefined;
  readonly plugin: Loaded<'states'> | undefined;
  readonly run: RunGraph;
  readonly enforced: EnforcedState;
}

function plannedStep(result: ChunkResult, { node, plugin, run, enforced }: StepParts): PlannedStep {
  const record = enforced.get(result.esmTag);
  const observed = observedDigest({
    plugin,
    given: node?.chunk.args.keys() ?? [],
    record,
    oldState: result.oldState,
    leaves: result.leaves,
  });
  const recordId = record?.meta.id;
  const retires = node !== undefined && destroysFirst(result, node) ? hangingOn(node, run).map(nodeTagText) : [];
  return {
    kind: node === undefined ? (result.tag.fun === 'mod_watch' ? 'refresh' : 'remove') : 'apply',
    tag: node === undefined ? tagText(result.tag) : nodeTagText(node),
    esmTag: result.esmTag,
    action: result.action,
    outcome: result.outcome,
    ...(observed === undefined ? {} : { observed }),
    ...(recordId === undefined ? {} : { recordId }),
    leaves: result.leaves.map(({ path }) => path),
    ...(retires.length === 0 ? {} : { retires }),
    wave: node?.wave ?? Number.MAX_SAFE_INTEGER,
  };
}

function destroysFirst({ action, outcome }: ChunkResult, { plugin, chunk }: ChunkNode): boolean {
  if (action !== 'replace' || outcome !== 'would-change' || plugin.kind !== 'resource') return false;
  const createFirst = parseKeywords(chunk).keywords.recreate?.createBeforeDestroy;
  return !(createFirst ?? plugin.definition.replace === 'create-first');
}
