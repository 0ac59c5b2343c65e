export { accountText } from './accounts/account-text.js';
export { type EditedFile, type EditFileRequest, editFile } from './accounts/edit-accounts.js';
export {
  type DecryptedFile,
  decryptFile,
  type EncryptedFile,
  type EncryptFileRequest,
  encryptFile,
} from './accounts/encrypt-accounts.js';
export { type ListedAccounts, listAccounts } from './accounts/list-accounts.js';
export { operationCodes } from './codes.js';
export {
  type DescribedResources,
  type DescribedState,
  type DescribeRequest,
  describeResources,
  type SlsData,
  slsOf,
} from './describe/describe-resources.js';
export { type Refreshed, type RefreshRequest, refreshRecords } from './describe/refresh-records.js';
export { type AdoptedRecord, type AdoptRequest, adoptRecord } from './enforced/adopt-record.js';
export { breakLock, type EsmRequest, esmAccess, keepsOwnLock, removeRecord } from './enforced/esm-access.js';
export {
  type CheckReport,
  type DoctorReport,
  esmCheck,
  esmDoctor,
  esmLock,
  esmWaitForLock,
  type HeldLock,
} from './enforced/esm-examine.js';
export {
  esmDiff,
  esmHistory,
  esmStateAt,
  type RecordChange,
  type RunSummary,
  type StateDifference,
  type Timeline,
} from './enforced/esm-history.js';
export { type Decided, type Decision, decideCall, type OpenCall, openCalls } from './enforced/esm-recover.js';
export { exportState, type Imported, importState } from './enforced/esm-transfer.js';
export { type MovedRecord, type MoveRequest, moveRecord } from './enforced/move-record.js';
export { type ProtectedRecord, type ProtectRequest, protectRecord } from './enforced/protect-record.js';
export { type RestoredFile, type RestoreFileRequest, restoreFile } from './enforced/restore-file.js';
export { planRestore, type RestoreRequest, restoreState } from './enforced/restore-state.js';
export { matchingRecords, type ShownState, showState } from './enforced/show-state.js';
export { type StateTree, treeOfRecords } from './enforced/state-tree.js';
export { type EventBody } from './events/bodies.js';
export type { Delivered } from './events/delivery.js';
export { type CommandEvent, type EventType, lowStateEvent } from './events/event.js';
export { type EventTarget, isEventUrl, openEventTarget } from './events/open-target.js';
export { eventSchema } from './events/schema.js';
export { eventTypes, selectEvents } from './events/select.js';
export { type ExecRequest, execFunction } from './exec/exec-function.js';
export { initProject } from './init-project.js';
export {
  type ArgumentDoc,
  type DocumentedFolder,
  documentReference,
  type FunctionDoc,
  listPlugins,
  type PluginDoc,
  type PluginLine,
} from './reference/document.js';
export { slsSchema } from './reference/sls-schema.js';
export { type ApplyRequest, applyPlan } from './run/apply-plan.js';
export { ExitCode, type ExitCodeOptions, exitCodeOfDiagnostics, exitCodeOfReport } from './run/exit-code.js';
export { type ChangeRequest, type RunRequest, type SourceLookup, type TreeOutcome } from './run/locked-run.js';
export { type OnceValue, onceValues } from './run/once.js';
export { type ResultRecord, resultsToJson, type ShowOptions, shownData } from './run/results.js';
export { type EventLinesOptions, eventLines } from './run/run-events.js';
export { type EnforceRequest, enforceTree, type PlanRequest, planTree, type TreeRequest } from './run/run-tree.js';
export type { AccountService, Services } from './services.js';
export { type OriginalOption, originalOption, originalOptions } from './settings/original-options.js';
export { type GivenSettings, type ResolvedSettings, resolveSettings, type SettingsInput } from './settings/resolve.js';
export type { Origin, Settings, SettingValue, SettingValues } from './settings/settings.js';
export {
  environmentVariable,
  type GroupName,
  groupAliases,
  groupNames,
  type SettingKey,
  type SettingSpec,
  settingKeys,
  settingTable,
} from './settings/table.js';
export { drawGraph, type GraphFormat, type GraphOutcome } from './tree/draw-graph.js';
export { type ExplainRequest, type Explanation, explainArgument, type WhyStep } from './tree/explain-argument.js';
export {
  type ExplainedParam,
  type ExplainParamRequest,
  explainParams,
  type ParamSetting,
} from './tree/explain-param.js';
export { textRenderer } from './tree/render-text.js';
export {
  type RenderedTree,
  type RenderTreeRequest,
  renderTree,
  type ShownBlock,
  type ShownStage,
} from './tree/render-tree.js';
export { type ValidatedTree, type ValidateRequest, type ValidState, validateTree } from './tree/validate-tree.js';
