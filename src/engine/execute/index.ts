export { announceReadings, type PlannedCall } from './announce.js';
export { applyChunk, type Replaced, refreshChunk } from './apply-chunk.js';
export { misfit } from './argument-type.js';
export type { Applied, CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
export { argumentsDigest } from './call-facts.js';
export { checkCall } from './check-call.js';
export { callCodes } from './codes.js';
export {
  type DescribedEntry,
  type DescribedThing,
  type DescribeOptions,
  describeResource,
  describeThings,
  labelled,
  listResource,
  thingsOf,
} from './describe.js';
export { durationText } from './duration.js';
export { createEnvironment, type EnvironmentParts } from './environment.js';
export { callExec, type ExecCallOptions } from './exec-call.js';
export { type Keywords, parseKeywords } from './keywords.js';
export { madeNameOf, unmadeName } from './made-names.js';
export { type ObservedParts, observedRecord } from './observed-record.js';
export { adoptIntended, examineIntent, removeIntended, resolveOpenIntents } from './open-intents.js';
export {
  leftRerunData,
  MOST_UNCHANGED,
  mostReruns,
  type Reruns,
  reconcileOf,
  unchangedAfter,
} from './pending.js';
export { waitTime } from './reconcile-wait.js';
export { retireChunk } from './resource/apply-resource.js';
export { forgetRecorded, type Recorded, removeRecorded } from './resource/remove-recorded.js';
export { placeOf } from './results.js';
export { canRefresh, firstComponent, hidesFree, isSecretArgument, signatureOf } from './signature.js';
export { visibleChanges } from './state-return.js';
export type { Question, Reading, TracedReading, WorldView } from './world-view.js';
export { readOnlyCloud, readOnlyFiles, readOnlyHttp, readOnlyProcesses } from './write-refusal.js';
