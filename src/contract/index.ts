export {
  type AccountBackendContext,
  type AccountBackendDefinition,
  accountBackend,
} from './account-backend.js';
export type {
  AddressCollection,
  CallOptions,
  Cloud,
  CloudAddress,
  Collection,
  DriverContext,
  DriverDefinition,
  ElasticAddress,
  HardwareProfile,
  Image,
  ImageCollection,
  Instance,
  InstanceAction,
  InstanceArguments,
  InstanceCollection,
  InstanceState,
  InstanceTransition,
  Key,
  KeyCollection,
  Network,
  NetworkCollection,
  ProfileProperty,
  Realm,
  Simulation,
  StorageVolume,
  Subnet,
  SubnetCollection,
  VolumeCollection,
} from './cloud.js';
export { driver } from './cloud.js';
export type {
  Context,
  DirectStateReturn,
  Need,
  NewProfile,
  RenderedText,
  RunAccounts,
  SlsFiles,
  StateContext,
} from './context.js';
export type {
  AppendLog,
  EnforcedRecord,
  EsmAccess,
  EsmValidation,
  Intent,
  JournalFrame,
  LockHolder,
  LogPosition,
  RecordMeta,
  Retention,
  Segment,
  StateMap,
  StoreContext,
  StoreDefinition,
  WhichState,
} from './esm.js';
export { store } from './esm.js';
export {
  type EventSinkContext,
  type EventSinkDefinition,
  eventSink,
  type OpenEventSink,
} from './event-sink.js';
export {
  type Effects,
  type ExecDefinition,
  type ExecFunction,
  type ExecReturn,
  execFunction,
  execFunctions,
} from './exec.js';
export {
  type Field,
  type FieldOptions,
  type Fields,
  type FieldType,
  field,
  type ImmutableRule,
  type ValuesOf,
} from './field.js';
export { kindOf, MARK, type Marked, mark, type PluginKind } from './mark.js';
export { type PendingRuleDefinition, pendingRule } from './pending-rule.js';
export { type ErrorClass, isProviderError, ProviderError, type ProviderErrorOptions } from './provider-error.js';
export {
  type Positions,
  type RenderContext,
  type RenderData,
  type RendererDefinition,
  type RenderServices,
  type RenderText,
  renderer,
} from './renderer.js';
export {
  type Difference,
  type Identity,
  type IdentityKind,
  type Known,
  type Observation,
  type Present,
  type ResourceContext,
  type ResourceDefinition,
  type ResourceFunction,
  resource,
  type StateOf,
} from './resource.js';
export {
  type ArgumentsOf,
  type Bound,
  bind,
  type CommonArguments,
  type ExecArguments,
  type SlsBody,
  type SlsContext,
  type SlsData,
  type SlsFunction,
  type SlsHub,
  type StateArguments,
  sls,
  state,
  type Targets,
} from './sls-code.js';
export {
  packed,
  runSlsCode,
  type SlsCodeMessage,
  type SlsCodeReply,
  type SlsCodeTask,
  unpacked,
} from './sls-code-run.js';
export { type OpenSource, type SourceContext, type SourceDefinition, source } from './source.js';
export {
  type CallArguments,
  type PendingCounts,
  type Reconcile,
  type ReconcileWait,
  type StateFunction,
  type StateFunctionsDefinition,
  type StateReturn,
  stateFunction,
  stateFunctions,
} from './state-functions.js';
export { type TemplateExtension, type TemplateFunction, templateExtension } from './template-extension.js';
