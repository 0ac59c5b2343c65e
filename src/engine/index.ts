export { countOutcomes, type RunInput, run } from './engine.js';
export {
  type Applied,
  adoptIntended,
  applyChunk,
  type CallResult,
  type ChunkCall,
  callExec,
  createEnvironment,
  type DescribedEntry,
  type DescribedThing,
  describeResource,
  describeThings,
  type ExecuteEnvironment,
  examineIntent,
  labelled,
  listResource,
  misfit,
  observedRecord,
  parseKeywords,
  readOnlyCloud,
  readOnlyFiles,
  readOnlyHttp,
  readOnlyProcesses,
  removeIntended,
  resolveOpenIntents,
  retireChunk,
  thingsOf,
} from './execute/index.js';
export { type GuardOptions, PlanGuard } from './guard.js';
export type { Action, ChunkResult, LeafView, OutcomeKind, PendingReport } from './outcome.js';
export { textDigest } from './plan/canonical.js';
export { type LowStateData, lowStateFromData, type SecretPlace } from './plan/low-state-data.js';
export { makePlan, type PlanInput, secretTexts } from './plan/make-plan.js';
export type { PlanBody, PlannedBlock, PlannedFile, PlannedSources, PlannedStep } from './plan/plan-body.js';
export { type DecodedPlan, decodePlan, encodePlan, type PlanFile, planFile } from './plan/plan-file.js';
export { fromData, type SecretReference, toData } from './plan/value-data.js';
export { type Prepared, type PrepareInput, prepare } from './prepare.js';
export type {
  EnforcedState,
  EngineServices,
  PreparedRun,
  ReconcileOptions,
  RunGuard,
  RunOptions,
  RunReport,
} from './run.js';
export type { RunEvent, StepKind } from './run-event.js';
export { type Vanished, vanishedText } from './vanished.js';
