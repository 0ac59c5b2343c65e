/** Shows a run while it goes on: a live region at a terminal, a line now and then elsewhere, nothing when quiet. */
import type { RunEvent } from '../../engine/index.js';
import { escapeControls } from '../../kernel/index.js';
import type { OutputStream } from '../host.js';
import type { Paint } from '../style.js';
import { labelOf, progressLines, spinner } from '../views/progress.js';
import { durationText } from '../views/value-text.js';
import { LiveRegion } from './live-region.js';
import type { ProgressModel } from './progress-model.js';
import { type Edge, Waiting } from './waiting.js';

export interface Progress {
  /** Something that is not yet a run: `reading site.sls`. */
  phase(text: string): void;
  /** Who waits for whom in the run that comes. */
  edges(edges: Iterable<Edge>): void;
  /** Called after the model took the event. */
  event(event: RunEvent): void;
  /** A line that stays. */
  say(text: string): void;
  /** Takes the region away, until the next phase or event. */
  pause(): void;
  end(): void;
}

export interface ProgressOptions {
  readonly model: ProgressModel;
  readonly stream: OutputStream;
  readonly paint: Paint;
  readonly quiet: boolean;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
  /** Calls a function again and again until what it gives back is called. Must not keep the process alive. */
  readonly every: (milliseconds: number, call: () => void) => () => void;
}

const REDRAW_MS = 100;
/** Nothing is shown of what is over sooner. */
const PATIENCE_MS = 150;
const SPARSE_MS = 5000;

export function makeProgress(options: ProgressOptions): Progress {
  if (options.quiet) return { ...silent, say: (text) => options.stream.write(`${text}\n`) };
  return options.stream.isTTY ? liveProgress(options) : sparseProgress(options);
}

const silent: Progress = { phase() {}, edges() {}, event() {}, say() {}, pause() {}, end() {} };

function liveProgress({ model, stream, paint, monotonic, every }: ProgressOptions): Progress {
  const region = new LiveRegion(stream);
  let waiting = new Waiting();
  let phase: string | undefined;
  let started = monotonic();
  let stop: (() => void) | undefined;
  const draw = (): void => {
    const now = monotonic();
    if (now - started < PATIENCE_MS) return;
    if (phase !== undefined)
      region.draw([`${spinner(now)} ${escapeControls(phase)}  ${durationText((now - started) / 1000)}`]);
    else
      region.draw(
        progressLines({ model, waiting, now, started, columns: stream.columns ?? 80, rows: stream.rows ?? 24, paint }),
      );
  };
  const wake = (): void => {
    stop ??= every(REDRAW_MS, draw);
  };
  const pause = (): void => {
    stop?.();
    stop = undefined;
    region.clear();
  };
  return {
    phase(text) {
      phase = text;
      started = monotonic();
      wake();
    },
    edges(edges) {
      waiting = new Waiting(edges);
    },
    event(event) {
      if (event.type === 'run-started') {
        phase = undefined;
        started = monotonic();
        wake();
      }
      if (event.type === 'chunk-ended' && event.result.outcome === 'failed') {
        region.printAbove(failureLine(event, paint));
      }
      if (event.type === 'run-ended') pause();
    },
    say: (text) => region.printAbove(text),
    pause,
    end: pause,
  };
}

function sparseProgress({ model, stream, paint, monotonic, every }: ProgressOptions): Progress {
  let started = monotonic();
  let stop: (() => void) | undefined;
  const draw = (): void => {
    const now = monotonic();
    const [longest] = model.running.values();
    const running =
      longest === undefined
        ? ''
        : `; longest: ${labelOf(longest.tag)} for ${durationText((now - longest.since) / 1000)}`;
    stream.write(
      `${durationText((now - started) / 1000)}: ${model.done}/${model.total} done, ${model.running.size} running${running}\n`,
    );
  };
  const end = (): void => {
    stop?.();
    stop = undefined;
  };
  return {
    ...silent,
    event(event) {
      if (event.type === 'run-started') {
        started = monotonic();
        stop ??= every(SPARSE_MS, draw);
      }
      if (event.type === 'chunk-ended' && event.result.outcome === 'failed')
        stream.write(`${failureLine(event, paint)}\n`);
      if (event.type === 'run-ended') end();
    },
    say: (text) => stream.write(`${text}\n`),
    pause: end,
    end,
  };
}

function failureLine({ result }: Extract<RunEvent, { type: 'chunk-ended' }>, paint: Paint): string {
  const { state, id, name, fun } = result.tag;
  const label = labelOf(`${state}_|-${id}_|-${name}_|-${fun}`);
  return `${paint('error', 'failed')} ${label}: ${escapeControls(result.comment[0] ?? '')}`;
}
