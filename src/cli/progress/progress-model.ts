/** What a run is doing, gathered from its events: what is running and since when, what waits, how many are done. */
import type { OutcomeKind, RunEvent, StepKind } from '../../engine/index.js';
import { tagText } from '../../kernel/index.js';

export interface RunningStep {
  readonly tag: string;
  readonly step: StepKind;
  /** Milliseconds of the monotonic clock. */
  readonly since: number;
  readonly summary: string;
  /** The last thing the step said. */
  note?: string;
}

export class ProgressModel {
  mode: 'apply' | 'plan' = 'apply';
  total = 0;
  done = 0;
  stopping = false;
  readonly counts = new Map<OutcomeKind, number>();
  /** In the order in which they began. */
  readonly running = new Map<string, RunningStep>();
  /** Tags that ended; undefined where nobody asks, because it costs. */
  readonly #ended: Set<string> | undefined;

  constructor(options: { readonly tracksEnded: boolean }) {
    if (options.tracksEnded) this.#ended = new Set();
  }

  take(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'run-started':
        this.mode = event.mode;
        this.total = event.chunks;
        this.done = 0;
        this.counts.clear();
        this.running.clear();
        this.#ended?.clear();
        break;
      case 'chunks-added':
        this.total += event.tags.length;
        break;
      case 'step-started':
        this.running.set(event.tag, { tag: event.tag, step: event.step, since: now, summary: event.summary });
        break;
      case 'step-note': {
        const step = this.running.get(event.tag);
        if (step !== undefined && event.level !== 'debug') step.note = event.message;
        break;
      }
      case 'step-ended':
        this.running.delete(event.tag);
        break;
      case 'chunk-ended': {
        const { outcome } = event.result;
        this.done++;
        this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
        this.#ended?.add(tagText(event.result.tag));
        break;
      }
      case 'stopping':
        this.stopping = true;
        break;
      default:
        break;
    }
  }

  hasEnded(tag: string): boolean {
    return this.#ended?.has(tag) === true;
  }

  count(outcome: OutcomeKind): number {
    return this.counts.get(outcome) ?? 0;
  }
}
