export { builtinPlace, type TemplateNameKind } from './builtins/places.js';
export {
  createEnvironment,
  type Environment,
  type EnvironmentOptions,
  type LoadedTemplate,
  type OutputRange,
  type RenderOptions,
  type RenderResult,
  type Template,
} from './environment.js';
export { TemplateError } from './error.js';
export type { Limits } from './limits.js';
export type { HostFunction } from './runtime/host-function.js';
export type { Place } from './source-map.js';
export type { SyntaxOptions } from './syntax/options.js';
export type { FaultKind } from './values/fault.js';
export { float, HostObject, type Keywords, type UndefinedMode } from './values/model.js';
