import { defineCodes } from '../kernel/index.js';

export const engineCodes = defineCodes('engine', {
  'unknown-state': {
    meaning: 'A path reference names a state that no plugin offers.',
    cause: 'A typing mistake, or a plugin that is not installed or is switched off.',
    remedy: 'Take one of the suggested names, or install the plugin; `holdfast doc` lists what there is.',
  },
  'unknown-target': {
    meaning: 'A requisite names a target that is neither in the tree nor, where that counts, in the enforced state.',
    cause: 'A typing mistake in the state ref, ID or pattern, a missing include, or an excluded file.',
    remedy: 'Correct the target; it is written as `state.ref: ID or name`, without the function.',
  },
  'unknown-binding-target': {
    meaning: 'An argument binding names a state and ID that are neither in the tree nor in the enforced state.',
    cause: 'A typing mistake in the reference, or a missing include.',
    remedy: 'Correct the reference; it is written as `${state.ref:id:path}`, without the function.',
  },
  'ambiguous-binding': {
    meaning: 'An argument binding names an ID that stands for several chunks.',
    cause: 'The target has `names`, so there are several new states to take the value from.',
    remedy: 'Select one with `${state.ref:id[name]:path}`.',
  },
  'binding-failed': {
    meaning: 'A bound value could not be taken from the new state of its target.',
    cause: 'The target returned no new state, or its new state has no such key or index.',
    remedy: 'Compare the path with the new state that `holdfast state --json` shows for the target.',
  },
  'bound-no-text': {
    meaning: 'A bound value that is no text, number or boolean was put into a longer text.',
    cause: 'The path ends at a mapping, a list or null.',
    remedy: 'Bind one of its values, or let the reference stand alone so that it keeps its type.',
  },
  cycle: {
    meaning: 'States wait for each other in a circle, so none of them could ever start.',
    cause: 'A requisite or a binding was added in the wrong direction.',
    remedy: 'Remove one of the listed edges.',
  },
  'claimed-twice': {
    meaning: 'Two declarations set the same arguments of the same thing.',
    cause: 'A state was copied and its `name` was kept.',
    remedy: 'Keep one of the two, or give the other a name of its own.',
  },
  'never-released': {
    meaning: 'A delayed block was never rendered, because an ID it waits for never ran.',
    cause: 'The ID in `#!require:` does not exist, or every state with it was left out.',
    remedy: 'Correct the ID, or remove the condition.',
  },
  'unknown-selection': {
    meaning: 'A `--target` or `--except` matches nothing in the tree.',
    cause: 'A typing mistake. Where a run may add states, this is known only at its end.',
    remedy: 'Give an ID, a name, a tag or an SLS ref, or a pattern that matches some.',
  },
  'except-unknown': {
    meaning: 'A state that is left out with `--except` is needed, and nothing is known of it.',
    cause: 'It was never enforced, so that there is no record to take its values from.',
    remedy: 'Take it along, or leave out what needs it too.',
  },
  'from-record': {
    meaning:
      'A state that is needed is left out with `--except`, or not run because of `--needs enforced`: what was last enforced of it stands for it.',
    cause: 'The record may be older than what exists.',
    remedy: 'Nothing, or run the state too when its age matters.',
  },
  'not-inverted': {
    meaning: 'With `--invert`, a delayed block is left out.',
    cause: 'Its template is rendered from states that exist, and they are being removed.',
    remedy: 'Remove what the block made with `--prune`, or write its states outside of a block.',
  },
  'cannot-grow': {
    meaning: 'States were to be added to the run by a function that did not declare that it adds any.',
    cause: "The function's definition lacks `needs: ['run.extend']`.",
    remedy: 'Declare the need in the plugin.',
  },
  'old-kept': {
    meaning: 'A thing that was replaced, new one first, was not removed.',
    cause: 'Something that used the old one failed on its way to the new one.',
    remedy: 'Mend the failure and run again; the next run removes it.',
  },
  'looks-like-rename': {
    meaning: 'A declaration is gone, and a new one of the same state with the same arguments has come.',
    cause: 'An ID was renamed: without more, a new thing is made and the old one is left over.',
    remedy: 'Say that it is the same thing with `holdfast move OLD NEW` before the run.',
  },
  'plan-damaged': {
    meaning: 'A file is no plan, or is not the plan that was written any more.',
    cause: 'It was changed, or cut off while it was copied.',
    remedy: 'Make the plan again with `holdfast plan SLS… -o FILE`.',
  },
  'plan-newer': {
    meaning: 'A plan file has a version that this Holdfast does not know.',
    cause: 'It was made by a newer Holdfast.',
    remedy: 'Apply it with the Holdfast that made it, or make it again.',
  },
  bug: {
    meaning: 'Holdfast itself made a mistake.',
    cause: 'A defect in Holdfast.',
    remedy: 'Report it with the text of the message and, if you can, the tree that shows it.',
  },
});
