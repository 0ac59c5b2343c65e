export { type ApplyRequest, applyPlan } from './apply-plan.js';
export { operationCodes } from './codes.js';
export { type DescribedResources, describeResources } from './describe-resources.js';
export {
  type ArgumentDoc,
  type DocumentedFolder,
  documentReference,
  type FunctionDoc,
  listPlugins,
  type PluginDoc,
  type PluginLine,
} from './document.js';
export { drawGraph, type GraphFormat, type GraphOutcome } from './draw-graph.js';
export { breakLock, type EsmRequest, esmAccess, removeRecord } from './esm-access.js';
export {
  type CheckReport,
  type DoctorReport,
  esmCheck,
  esmDoctor,
  esmLock,
  esmWaitForLock,
  type HeldLock,
} from './esm-examine.js';
export {
  esmDiff,
  esmHistory,
  esmStateAt,
  type RecordChange,
  type RunSummary,
  type StateDifference,
  type Timeline,
} from './esm-history.js';
export { type Decided, type Decision, decideCall, type OpenCall, openCalls } from './esm-recover.js';
export { exportState, type Imported, importState } from './esm-transfer.js';
export { type ExecRequest, execFunction } from './exec-function.js';
export { ExitCode, type ExitCodeOptions, exitCodeOfDiagnostics, exitCodeOfReport } from './exit-code.js';
export { type ExplainRequest, type Explanation, explainArgument, type WhyStep } from './explain-argument.js';
export { type ExplainedParam, type ExplainParamRequest, explainParams, type ParamSetting } from './explain-param.js';
export { initProject } from './init-project.js';
export { type ChangeRequest, type RunRequest, type SourceLookup, type TreeOutcome } from './locked-run.js';
export { type MovedRecord, type MoveRequest, moveRecord } from './move-record.js';
export { type OnceValue, onceValues } from './once.js';
export { type ProtectedRecord, type ProtectRequest, protectRecord } from './protect-record.js';
export {
  type RenderedTree,
  type RenderTreeRequest,
  renderTree,
  type ShownBlock,
  type ShownStage,
} from './render-tree.js';
export { planRestore, type RestoreRequest, restoreState } from './restore-state.js';
export { type ResultRecord, resultsToJson, type ShowOptions, shownData } from './results.js';
export { eventLines } from './run-events.js';
export { type EnforceRequest, enforceTree, type PlanRequest, planTree, type TreeRequest } from './run-tree.js';
export type { Services } from './services.js';
export { type GivenSettings, type ResolvedSettings, resolveSettings, type SettingsInput } from './settings/resolve.js';
export type { Origin, Settings, SettingValue, SettingValues } from './settings/settings.js';
export { environmentVariable, type SettingKey, type SettingSpec, settingKeys, settingTable } from './settings/table.js';
export { matchingRecords, type ShownState, showState } from './show-state.js';
export { slsSchema } from './sls-schema.js';
export { type StateTree, treeOfRecords } from './state-tree.js';
export { type ValidatedTree, type ValidateRequest, type ValidState, validateTree } from './validate-tree.js';
