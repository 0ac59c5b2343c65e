/** Everything a command may say while it goes on: what the engine says of a run, and what stands around it. */
import type { RunEvent } from '../../engine/index.js';
import type { LogLevel } from '../../kernel/index.js';
import type { LowState } from '../../sls/index.js';

export type CommandEvent =
  | RunEvent
  /** What goes on now, for people: `reading site.sls`, `taking the lock of the enforced state`. */
  | { readonly type: 'phase'; readonly text: string }
  /** A file, or a block of one, was rendered. */
  | { readonly type: 'high-state'; readonly sls: string; readonly data: unknown }
  /** The chunks of a run are known, and in which order they are written. */
  | { readonly type: 'low-state'; readonly chunks: readonly LowChunk[] }
  | { readonly type: 'exec-started'; readonly ref: string }
  | { readonly type: 'describe-started'; readonly patterns: readonly string[] }
  /** A thing was described. `label` is its ID in the SLS data, `ref` the path reference. */
  | { readonly type: 'described'; readonly label: string; readonly ref: string; readonly resource: unknown }
  | {
      readonly type: 'describe-ended';
      readonly described: number;
      readonly seconds: number;
      readonly result: 'done' | 'failed' | 'stopped';
    }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string };

export type EventType = CommandEvent['type'];

/** One chunk before anything is bound. */
export interface LowChunk {
  readonly tag: string;
  readonly state: string;
  readonly fun: string;
  readonly id: string;
  readonly name: string;
  readonly sls: string;
  readonly order: number;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Given only to those who ask for them: there is much in them, and a run is understood without. */
export const DETAIL: ReadonlySet<EventType> = new Set<EventType>([
  'phase',
  'high-state',
  'low-state',
  'call-started',
  'log',
]);

export function lowStateEvent(
  { chunks }: LowState,
  tagOf: (chunk: LowState['chunks'][number]) => string,
): CommandEvent {
  return {
    type: 'low-state',
    chunks: chunks.map((chunk) => {
      const { declaration, name, order, args } = chunk;
      const { state, fun, id, sls } = declaration;
      const given = Object.fromEntries([...args].map(([key, { value }]) => [key, value]));
      return { tag: tagOf(chunk), state, fun, id, name, sls, order, arguments: given };
    }),
  };
}
