/** Stop signals: the first starts nothing new, the second aborts, the third ends the process. */
import type { Host, StopSignal } from './host.js';

/** The reason of both abort signals; who throws it ends the command with the signal's exit code. */
export class StoppedError extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exitCode = exitCodeOf(signal);
  }
}

function exitCodeOf(signal: StopSignal): number {
  return signal === 'SIGTERM' ? 143 : 130;
}

/** After the second signal the process ends at the latest after so many milliseconds. */
const GRACE_MS = 800;

export interface StopSignals {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  /** The first signal that came. */
  readonly by: () => StopSignal | undefined;
  /** From now on signals end the process as usual. */
  release(): void;
}

export interface StopSignalsOptions {
  readonly host: Host;
  /** Tells a person what the signal does. */
  readonly say: (text: string) => void;
  /** What is in flight, for the first message. */
  readonly inFlight: () => readonly string[];
  /** Calls once after so many milliseconds, unless what it gives back is called. */
  readonly after: (milliseconds: number, call: () => void) => () => void;
}

export function listenForStop({ host, say, inFlight, after }: StopSignalsOptions): StopSignals {
  const stop = new AbortController();
  const abort = new AbortController();
  let by: StopSignal | undefined;
  let count = 0;
  let cancelTimer: (() => void) | undefined;
  const release = host.onSignal((signal) => {
    by ??= signal;
    count++;
    const code = exitCodeOf(by);
    if (count === 1) {
      say(stopText(inFlight()));
      stop.abort(new StoppedError(by));
    } else if (count === 2) {
      say('aborting');
      abort.abort(new StoppedError(by));
      cancelTimer = after(GRACE_MS, () => host.exitNow(code));
    } else host.exitNow(code);
  });
  return {
    stop: stop.signal,
    abort: abort.signal,
    by: () => by,
    release() {
      cancelTimer?.();
      release();
    },
  };
}

const MOST_NAMED = 5;

function stopText(inFlight: readonly string[]): string {
  if (inFlight.length === 0) return 'stopping; again to abort';
  const named = inFlight.slice(0, MOST_NAMED).join(', ');
  const more = inFlight.length > MOST_NAMED ? ` and ${inFlight.length - MOST_NAMED} more` : '';
  return `stopping: nothing new is started; waiting for ${named}${more}; again to abort`;
}
