/** Run events on the wire: numbered envelopes, one JSON object a line, results as records. */
import type { RunEvent } from '../engine/index.js';
import type { Clock, EventEnvelope, Masker } from '../kernel/index.js';
import { resultRecord, shownData } from './results.js';

/** A function that turns each event into its line, counting from 1. */
export function eventLines(run: string, clock: Clock, masker: Masker): (event: RunEvent) => string {
  let seq = 0;
  return (event) => {
    const body = event.type === 'chunk-ended' ? { ...event, result: resultRecord(event.result, { masker }) } : event;
    const envelope: EventEnvelope = { v: 1, seq: ++seq, time: new Date(clock.now()).toISOString(), run, body };
    return JSON.stringify(event.type === 'chunk-ended' ? envelope : shownData(envelope, { masker }));
  };
}
