export type { RunIdentity } from './acquire.js';
export { type CheckReport, checkState } from './check.js';
export { type DoctorReport, examine, type Finding } from './doctor.js';
export type { HolderAnswer, Life, ListeningSocket, Liveness, ProcessIdentity } from './liveness.js';
export { migrateStateMap } from './migrations.js';
export {
  type HeldLock,
  type HistoryEntry,
  history,
  lockHolder,
  type Place,
  type ReadState,
  readState,
} from './place.js';
export { type Sealer, sealerFor } from './sealer.js';
export { isSecretMarker, keyId, NO_KEYS, type SecretMarker, type StateKeys } from './secret-keys.js';
export { openSession, type Session, type SessionOptions, unlock } from './session.js';
export { applyFrame, emptySnapshot, type Snapshot } from './snapshot.js';
export { fromStateMap, METADATA, STATE_VERSION, takenOut, toStateMap, versionText } from './state-map.js';
export { systemLiveness } from './system-liveness.js';
export { compareStates, type RecordChange, type RunSummary, stateAt, type Timeline, timeline } from './timeline.js';
