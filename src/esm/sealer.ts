/** Reading and comparing secrets of a state without its lock: for plans. */
import type { EnforcedRecord } from '../contract/index.js';
import type { Secret } from '../kernel/index.js';
import { isSealedMarker, type SecretMarker, type StateKeys } from './secret-keys.js';
import { keysFor, openedRecord } from './session.js';
import type { Snapshot } from './snapshot.js';
import { storedValue } from './stored-value.js';

export interface Sealer {
  /** A value as it would be stored; see `Session.seal`. */
  seal<Value>(value: Value, like?: unknown): Value;
  /** A record with its sealed values opened. */
  open(record: EnforcedRecord): EnforcedRecord;
  /** The secret in a sealed marker; undefined when nothing is sealed in it, or its key is not there. */
  unseal(marker: SecretMarker): Secret | undefined;
}

/** Throws `esm/wrong-key`. */
export function sealerFor(snapshot: Snapshot, stateKeys: StateKeys): Sealer {
  const keys = keysFor(snapshot, stateKeys);
  return {
    seal: (value, like) => storedValue(value, keys, like),
    open: (record) => openedRecord(record, keys),
    unseal(marker) {
      if (!isSealedMarker(marker)) return undefined;
      try {
        return keys.open(marker);
      } catch {
        return undefined;
      }
    },
  };
}
