import { defineCodes } from '../kernel/index.js';

export const ESM_CODES = defineCodes('esm', {
  locked: {
    meaning: 'Another run works with this enforced state; nothing was done.',
    cause: 'Two runs with the same run name, or one that ended without a trace on another machine.',
    remedy:
      'Wait until the holder named in the message has finished. When it is certain that it is gone, `holdfast esm unlock` with the id of the lock.',
  },
  fenced: {
    meaning: 'The lock of this run was taken over, so it may not write any more.',
    cause:
      'The run was silent for longer than its lease (stopped, suspended, cut off), or somebody unlocked the state, and another run began.',
    remedy: 'Run again. Calls that were under way are found and resolved by the next run.',
  },
  'took-over': {
    meaning: 'The lock of a run that had ended without releasing it was taken over.',
    cause: 'That run was killed, or its machine restarted or went silent.',
    remedy: 'Nothing needs to be done: what it left open is resolved by this run.',
  },
  'no-such-lock': {
    meaning: 'The state is not locked, or not under the id that was to be unlocked.',
    cause: 'The holder has finished meanwhile, or another run has the lock now.',
    remedy: 'Look at the present holder, which the message names, before unlocking it.',
  },
  corrupt: {
    meaning: 'A frame, snapshot or record of the enforced state cannot be understood.',
    cause: 'An edit by hand, or damage that the checksums of the store did not cover.',
    remedy: 'Restore the store from a backup. Nothing was changed.',
  },
  'newer-format': {
    meaning: 'The enforced state was written in a format newer than this version knows.',
    cause: 'A newer version worked with the same state.',
    remedy: 'Use that version or a later one. The state was not touched.',
  },
  'no-such-position': {
    meaning: 'The state is not kept as it was at that position.',
    cause:
      'The position does not exist yet, its part of the journal was dropped by retention, or the store keeps no history.',
    remedy: 'Choose one of the positions that `holdfast esm history` shows; `esm_keep_mib` says how much is kept.',
  },
  'needs-key': {
    meaning: 'A secret would have to be kept in a shared store, and there is no key for it; the call was not made.',
    cause: 'The store is not the local one, and `esm_key` is not set.',
    remedy: 'Make a key, give it to everybody who runs with this state, and name it in `esm_key`.',
  },
  'wrong-key': {
    meaning: 'The secrets in the enforced state were written with a key that is not at hand; nothing was written.',
    cause: 'Another machine or user made the key, it was lost, or it was replaced without keeping the earlier one.',
    remedy: 'Give the key of this state as `esm_key`; after a rotation the earlier one as `esm_key_before`.',
  },
  migrated: {
    meaning: 'A state of an older form was brought to the present one.',
    cause: 'It was written by an older version, or by the original tool.',
    remedy: 'Nothing needs to be done. The file it came from is kept.',
  },
  'bad-run-name': {
    meaning: 'The run name cannot be used as the name of a state.',
    cause: 'It is empty, begins with a dot, or holds characters other than letters, digits, dot, dash and underscore.',
    remedy: 'Choose another run name.',
  },
  'not-entered': {
    meaning: 'The store did not let this run in.',
    cause: 'Somebody else holds its lock, or it cannot be reached. The store says why.',
    remedy: 'Act on what the store says, then run again.',
  },
  'bad-profile': {
    meaning: 'The store cannot be used as its account profile sets it up.',
    cause: 'The profile lacks something that the store needs, or says something it does not know.',
    remedy: 'Correct the account profile; the message says what is missing or wrong.',
  },
  unreachable: {
    meaning: 'The store cannot be reached, or failed while the state was read or written.',
    cause: 'The store cannot be reached, refuses, or has an error. It says why.',
    remedy: 'Act on what the store says, then run again: the next run resolves what was left open.',
  },
});
