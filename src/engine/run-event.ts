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
  | {
      readonly type: 'step-ended';
      readonly tag: string;
      readonly step: StepKind;
      readonly action: Action;
      readonly seconds: number;
    }
  | { readonly type: 'chunk-ended'; readonly result: ChunkResult }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'stopping'; readonly inFlight: readonly string[] }
  | {
      readonly type: 'run-ended';
      readonly counts: Readonly<Record<string, number>>;
      readonly seconds: number;
      readonly result: 'done' | 'failed' | 'stopped';
    };

export type StepKind = 'preview' | 'apply' | 'refresh' | 'retire' | 'remove';
