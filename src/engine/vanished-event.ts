/** Telling what became of the things that vanished from a tree. */
import { tagText } from '../kernel/index.js';
import type { ChunkResult } from './outcome.js';
import type { RunEvent, VanishedThing } from './run-event.js';
import type { Vanished } from './vanished.js';

/** Undefined when nothing vanished. `removals`: results of the steps that were to remove them. */
export function vanishedEvent(vanished: readonly Vanished[], removals: readonly ChunkResult[]): RunEvent | undefined {
  if (vanished.length === 0) return undefined;
  const results = new Map(removals.map((result) => [result.esmTag, result]));
  return { type: 'vanished', things: vanished.map((one) => thingOf(one, results.get(one.esmTag))) };
}

function thingOf(one: Vanished, result: ChunkResult | undefined): VanishedThing {
  return {
    tag: tagText(one.tag),
    esm_tag: one.esmTag,
    ...(one.id === undefined ? {} : { id: one.id }),
    protect: one.protect,
    ...(one.renamedTo === undefined ? {} : { renamed_to: one.renamedTo }),
    ...fateOf(one, result),
  };
}

function fateOf(
  { protect, renamedTo }: Vanished,
  result: ChunkResult | undefined,
): Pick<VanishedThing, 'fate' | 'why'> {
  if (result === undefined) {
    const why =
      renamedTo === undefined
        ? `removed only with --prune${protect ? ', once its protection is lifted' : ''}`
        : `it looks like ${renamedTo} under another name`;
    return { fate: 'kept', why };
  }
  const why = result.comment.join('; ');
  switch (result.outcome) {
    case 'changed':
      return { fate: 'removed', why };
    case 'would-change':
      return { fate: 'to be removed', why };
    // Nothing was there to be removed.
    case 'unchanged':
      return { fate: 'forgotten', why };
    default:
      return { fate: 'kept', why };
  }
}
