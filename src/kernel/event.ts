/** The envelope every event travels in, whatever its body. One JSON object a line on the wire. */
export interface EventEnvelope<Body extends { readonly type: string } = { readonly type: string }> {
  /** Version of the envelope. */
  readonly v: 1;
  /** Counts from 1 within one run, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly run: string;
  readonly body: Body;
}
