/** Low state as a person reads it in a golden file: tags, order, arguments, requisites and bindings, each with its place. */
import { pathText, type Pos, spanText, tagText } from '../../src/kernel/index.js';
import type { Argument, Binding, Chunk, LowState, Requisite, TargetSpec } from '../../src/sls/index.js';

export async function readableLow(low: LowState): Promise<Record<string, unknown>> {
  const place = (at: Pos): string => {
    const span = low.sources.span(at);
    return span === undefined ? '-' : spanText(span);
  };
  const delayed: unknown[] = [];
  for (const block of low.delayed) {
    delayed.push({ requires: block.requires, at: place(block.at), released: await readableLow(await block.release()) });
  }
  const included = [...low.includedBy].filter(([, chain]) => chain.length > 0);
  return {
    slsRefs: low.slsRefs,
    ...(included.length === 0
      ? {}
      : {
          includedBy: Object.fromEntries(
            included.map(([sls, chain]) => [sls, chain.map((link) => (link.span === undefined ? link.sls : `${link.sls} ${spanText(link.span)}`))]),
          ),
        }),
    chunks: low.chunks.map((chunk) => readableChunk(chunk, place)),
    ...(delayed.length === 0 ? {} : { delayed }),
  };
}

function readableChunk(chunk: Chunk, place: (at: Pos) => string): Record<string, unknown> {
  const { declaration } = chunk;
  const all = (written: ReadonlyMap<string, Argument>): Record<string, unknown> =>
    Object.fromEntries([...written].map(([name, { value, at, valueAt }]) => [name, { value, at: `${place(at)} ${place(valueAt)}` }]));
  return {
    tag: tagText({ state: declaration.state, id: declaration.id, name: chunk.name, fun: declaration.fun }),
    ...(chunk.namePrefix === undefined ? {} : { namePrefix: chunk.namePrefix }),
    order: chunk.order,
    sls: declaration.sls,
    at: `${place(declaration.idAt)} ${place(declaration.at)}`,
    ...(declaration.meta === undefined ? {} : { meta: declaration.meta }),
    ...(declaration.slsMeta === undefined ? {} : { slsMeta: declaration.slsMeta }),
    ...(chunk.args.size === 0 ? {} : { args: all(chunk.args) }),
    ...(chunk.keywords.size === 0 ? {} : { keywords: all(chunk.keywords) }),
    ...(chunk.requisites.length === 0 ? {} : { requisites: chunk.requisites.map((one) => readableRequisite(one, place)) }),
    ...(chunk.bindings.length === 0 ? {} : { bindings: chunk.bindings.map((one) => readableBinding(one, place)) }),
  };
}

function readableRequisite({ kind, target, at }: Requisite, place: (at: Pos) => string): string {
  return `${kind} ${targetText(target)} @ ${place(at)}`;
}

function targetText(target: TargetSpec): string {
  if (target.kind === 'id') return `id ${target.id}`;
  if (target.kind === 'sls') return `sls ${target.pattern}`;
  return `${target.state}: ${target.pattern}${target.name === undefined ? '' : `[${target.name}]`}`;
}

function readableBinding(binding: Binding, place: (at: Pos) => string): string {
  const name = binding.name === undefined ? '' : `[${binding.name}]`;
  const source = `${binding.state}:${binding.id}${name}:${pathText(binding.path)}`;
  return `${binding.argument.join('/')} <- ${source}${binding.whole ? '' : ` inside of text, as ${binding.reference}`} @ ${place(binding.at)}`;
}
