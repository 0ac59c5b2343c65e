/** What to say of a requisite or binding that names nothing, or too much. */
import { type Diagnostic, didYouMean, type Pos, tagText } from '../kernel/index.js';
import type { Binding, TargetSpec } from '../sls/index.js';
import { engineCodes } from './codes.js';
import { type ChunkNode, tagOf } from './step-graph.js';
import { type TargetIndex, targetText } from './targets.js';

/** The message for a requisite that nothing matches; also used when growth ends without a match. */
export function unknownTarget(
  node: ChunkNode,
  kind: string,
  spec: TargetSpec,
  at: Pos,
  index?: TargetIndex,
): Diagnostic {
  const hints: string[] = [];
  if (index !== undefined) {
    const hint = targetHint(spec, index);
    if (hint !== undefined) hints.push(hint);
  }
  if (spec.kind === 'state') hints.push('a target is written `state.ref: ID or name`, without the function');
  return {
    severity: 'error',
    code: engineCodes.code('unknown-target'),
    summary: `'${kind}' names '${targetText(spec)}', and nothing in this tree matches it`,
    ...node.sources.place(at, targetText(spec).length),
    about: tagText(tagOf(node)),
    hints,
  };
}

function targetHint(spec: TargetSpec, index: TargetIndex): string | undefined {
  if (spec.kind === 'id') return didYouMean(spec.id, index.ids());
  if (spec.kind === 'sls') return didYouMean(spec.pattern, index.slsRefs());
  const ids = [...index.idsOf(spec.state)];
  if (ids.length > 0) return didYouMean(spec.pattern, ids);
  const dot = spec.state.lastIndexOf('.');
  if (dot > 0 && [...index.idsOf(spec.state.slice(0, dot))].length > 0) {
    return `did you mean '${spec.state.slice(0, dot)}: ${spec.pattern}'?`;
  }
  return didYouMean(spec.state, index.states());
}

export function unknownBindingTarget(node: ChunkNode, binding: Binding, index: TargetIndex): Diagnostic {
  const ids = [...index.idsOf(binding.state)];
  const hint = ids.length > 0 ? didYouMean(binding.id, ids) : didYouMean(binding.state, index.states());
  return {
    severity: 'error',
    code: engineCodes.code('unknown-binding-target'),
    summary: `'${binding.reference}' refers to '${binding.state}: ${binding.id}', which is neither in this tree nor in the enforced state`,
    ...node.sources.place(binding.at, binding.reference.length),
    about: tagText(tagOf(node)),
    hints: [...(hint === undefined ? [] : [hint]), 'a binding is written ${state.ref:id:path}, without the function'],
  };
}

export function ambiguousBinding(node: ChunkNode, binding: Binding, names: readonly string[]): Diagnostic {
  return {
    severity: 'error',
    code: engineCodes.code('ambiguous-binding'),
    summary: `'${binding.reference}' could mean ${names.length} chunks of '${binding.id}'`,
    detail: `they are named ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`,
    ...node.sources.place(binding.at, binding.reference.length),
    about: tagText(tagOf(node)),
    hints: [`select one: \${${binding.state}:${binding.id}[${names[0]}]:…}`],
  };
}
