export { type CodeInfo, type CodeTable, defineCodes } from './codes.js';
export { collapseDiagnostics } from './collapse-diagnostics.js';
export {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  hasErrors,
  type RelatedSpan,
  type Severity,
} from './diagnostics.js';
export { type Changes, type CompareOptions, changesBetween, diff, equal, type LeafChange } from './diff.js';
export type { EventEnvelope } from './event.js';
export { type DrawOptions, drawDiagnostic, escapeControls, spanText } from './frame.js';
export { globMatcher, isGlob } from './glob.js';
export { type UnifiedDiffOptions, unifiedDiff } from './line-diff.js';
export { type DataPath, describe, getPath, type PathPart, type PathResult, parsePath, pathText } from './path.js';
export type {
  Clock,
  FileReader,
  FileStatus,
  Files,
  Http,
  HttpRequest,
  HttpResponse,
  Log,
  LogLevel,
  Ports,
  Processes,
  ProcessRequest,
  ProcessResult,
  Random,
} from './ports.js';
export {
  containsSecret,
  isKept,
  isSecret,
  keptSecret,
  MASK,
  Masker,
  redact,
  reveal,
  revealDeep,
  type Secret,
  sameSecret,
  secret,
  secretDigest,
} from './secret.js';
export {
  type Compaction,
  type CompactOptions,
  damagedSnapshots,
  type LogBatch,
  type LogEntry,
  type LogFiles,
  type LogOptions,
  type LogSnapshot,
  MemoryDisk,
  nodeLogFiles,
  type OpenedLog,
  openLog,
  type Position,
  type SequencedLog,
  type StepFault,
} from './sequenced-log/index.js';
export { NO_POS, type PlaceChain, type Pos, SourceIndex, SourceText, type Span } from './span.js';
export { didYouMean, suggest } from './suggest.js';
export { esmTagText, parseTag, splitPathReference, TAG_SEPARATOR, type Tag, tagText } from './tag.js';
export { findUnknown, isUnknown, type Unknown, unknown } from './unknown.js';
export {
  BracketComposer,
  ComposeFailure,
  type Composition,
  composeJson,
  composeYaml,
  isIndexKey,
  LeafMarks,
  NULL_MARKER,
  Places,
  plainScalar,
  problemDiagnostic,
  setMember,
  type TextMarks,
  type TextProblem,
  type TextRange,
  withoutNullMarker,
} from './yaml/index.js';
