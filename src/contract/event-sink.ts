/** Event sinks: where the events of a command are sent, such as a web hook or a message broker. */
import type { Clock, Http, Log, Random } from '../kernel/index.js';
import { type Marked, mark } from './mark.js';

export interface EventSinkContext {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Data of the account profile that the target names (`kafka://prod@topic`); empty when there is none. */
  readonly account: Readonly<Record<string, unknown>>;
  /** Id of the run the events belong to. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** One opened place. */
export interface OpenEventSink {
  /**
   * Hands over events, each one JSON object without a line end, in this order. Called again only after it settled; must end soon after the
   * signal is aborted. A `ProviderError` of class `transient`, `throttled` or `unreachable` means that the same batch may be
   * sent again, and so may arrive twice; any other error ends the delivery.
   */
  send(lines: readonly string[], signal: AbortSignal): Promise<void>;
  close?(): Promise<void>;
}

export interface EventSinkDefinition {
  /** Where it lives: `kafka` in `events/kafka.ts`. Checked against the path at loading. */
  readonly ref: string;
  readonly summary: string;
  /** Protocols it serves: `https`, `kafka`. */
  readonly protocols: readonly string[];
  /**
   * `location` is what follows `protocol://` and the profile. Should not wait for the other side: that it is not there is found when
   * something is sent. Throws when the location makes no sense.
   */
  open(ctx: EventSinkContext, location: string, protocol: string): Promise<OpenEventSink> | OpenEventSink;
}

export function eventSink(definition: EventSinkDefinition): EventSinkDefinition & Marked<'event-sink'> {
  return mark('event-sink', definition);
}
