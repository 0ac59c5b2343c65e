export type { Compaction, CompactOptions } from './compaction.js';
export { damagedSnapshots } from './damaged-snapshots.js';
export { type LogFiles, nodeLogFiles } from './log-files.js';
export { MemoryDisk, type StepFault } from './memory-disk.js';
export type { Position } from './segment-format.js';
export {
  type LogBatch,
  type LogEntry,
  type LogOptions,
  type LogSnapshot,
  type OpenedLog,
  openLog,
  type SequencedLog,
} from './sequenced-log.js';
