/** The envelope every event travels in, whatever its body. One JSON object a line on the wire. */
export interface EventEnvelope<Body extends { readonly type: string } = { readonly type: string }> {
  /** Version of the envelope. */
  readonly v: 1;
  /** Counts from 1 within one run, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Id of the run: the same in the history of the enforced state. */
  readonly run: string;
  readonly run_name: string;
  readonly body: Body;
}
