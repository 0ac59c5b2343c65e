export { slsCodes } from './codes.js';
export { type Compiled, type CompileOptions, compileHigh, gatherAndCompile } from './compile.js';
export type { GroupRequest } from './group.js';
export type { HighState, IdDeclaration, StateDeclaration } from './high-state.js';
export { jinjaRenderer } from './jinja-renderer.js';
export { CHUNK_KEYWORDS, ENGINE_KEYWORDS, REQUISITES, USES } from './keywords.js';
export type { NamedSource } from './locate.js';
export {
  type Argument,
  type ArgumentRoute,
  type Binding,
  type Chunk,
  type Declaration,
  type DelayedBlock,
  type LowState,
  positionWithin,
  type Requisite,
  type TargetSpec,
} from './low-state.js';
export {
  type EntryRef,
  type OpenedSources,
  openSources,
  type SourcePorts,
  type SourceRequest,
} from './open-sources.js';
export {
  type GatheredParams,
  type GivenParam,
  gatherParams,
  type ParamLayer,
  type ParamOrigin,
  type Params,
  paramValues,
} from './params.js';
export { type Renderers, type RenderOutcome, renderPipe } from './render-pipe.js';
export type { RanChunk, RanChunks } from './resolve-reference.js';
