/** Events on the wire: numbered envelopes, one JSON object a line, results as records. */
import type { Clock, EventEnvelope, Masker } from '../../kernel/index.js';
import type { CommandEvent, EventType } from '../events/event.js';
import { resultRecord, shownData } from './results.js';

export interface EventLinesOptions {
  readonly run: string;
  readonly runName: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly masker: Masker;
  /** Types that are wanted; absent: all. */
  readonly types?: ReadonlySet<EventType>;
}

/** A function that turns each event into its line, counting from 1; undefined for one that is not wanted, which takes no number. */
export function eventLines({
  run,
  runName,
  clock,
  masker,
  types,
}: EventLinesOptions): (event: CommandEvent) => string | undefined {
  let seq = 0;
  return (event) => {
    if (types?.has(event.type) === false) return undefined;
    const ended = event.type === 'chunk-ended';
    const body = ended ? { ...event, result: resultRecord(event.result, { masker }) } : event;
    const time = new Date(clock.now()).toISOString();
    const envelope: EventEnvelope = { v: 1, seq: ++seq, time, run, run_name: runName, body };
    return JSON.stringify(ended ? envelope : { ...envelope, body: shownData(body, { masker }) });
  };
}
