/** What a run says while it goes on. The engine emits these and prints nothing; progress, JSON lines, and tests read them. */
import type { Diagnostic } from '../kernel/index.js';
import type { Action, ChunkResult } from './outcome.js';

export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly mode: 'apply' | 'plan';
      readonly runtime: 'serial' | 'parallel';
      readonly chunks: number;
      readonly operation: string;
    }
  | { readonly type: 'chunks-added'; readonly tags: readonly string[]; readonly by?: string }
  /** A step began: the function is about to be called. */
  | { readonly type: 'step-started'; readonly tag: string; readonly step: StepKind; readonly summary: string }
  /** Something worth knowing inside a step: an attempt failed, waits, a resource is changing by itself. */
  | {
      readonly type: 'step-note';
      readonly tag: string;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly until?: number;
    }
  /** A state function is about to be called, with these arguments. Only when `detail` is asked for. May hold secrets and unknowns. */
  | {
      readonly type: 'call-started';
      readonly tag: string;
      readonly ref: string;
      readonly arguments: Readonly<Record<string, unknown>>;
    }
  /** An exec function returned. May hold secrets. */
  | {
      readonly type: 'exec-ended';
      readonly ref: string;
      readonly result: boolean;
      readonly comment: readonly string[];
      readonly ret: unknown;
      readonly seconds: number;
    }
  /** A state is not there yet. It is called again at `until` (milliseconds since 1970), after so many `reruns`. */
  | {
      readonly type: 'pending';
      readonly tag: string;
      /** ISO 8601; may lie in an earlier run. */
      readonly since: string;
      readonly reruns: number;
      readonly until: number;
    }
  /** A pending state is about to be called again, for the first, second, … time. */
  | { readonly type: 'rerun'; readonly tag: string; readonly rerun: number }
  | {
      readonly type: 'step-ended';
      readonly tag: string;
      readonly step: StepKind;
      readonly action: Action;
      readonly seconds: number;
    }
  | { readonly type: 'chunk-ended'; readonly result: ChunkResult }
  /** Once, after all steps, when this entry set declared things before that it declares no more. Also in a plan. */
  | { readonly type: 'vanished'; readonly things: readonly VanishedThing[] }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'stopping'; readonly inFlight: readonly string[] }
  | {
      readonly type: 'run-ended';
      readonly counts: Readonly<Record<string, number>>;
      readonly seconds: number;
      readonly result: 'done' | 'failed' | 'stopped';
    };

export type StepKind = 'preview' | 'apply' | 'refresh' | 'retire' | 'remove';

/** A thing without a declaration, and what became of it. */
export interface VanishedThing {
  /** With the function `absent`. */
  readonly tag: string;
  readonly esm_tag: string;
  readonly id?: string;
  readonly protect: boolean;
  /** ESM tag of a new declaration that looks like this one under another name. */
  readonly renamed_to?: string;
  /** `forgotten`: there was nothing to remove, and its record went. */
  readonly fate: 'kept' | 'removed' | 'to be removed' | 'forgotten';
  readonly why: string;
}
