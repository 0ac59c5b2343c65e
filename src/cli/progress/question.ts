/** One question with yes or no for an answer. No is the default; an end of input and a stop signal mean no. */
import type { Host } from '../host.js';
import type { Paint } from '../style.js';

export async function ask(host: Host, question: string, paint: Paint, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  host.stderr.write(`${paint('bold', question)} [y/N] `);
  const answer = await host.stdin.readLine(signal);
  if (answer === undefined) host.stderr.write('\n');
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}

/** Whether there is somebody to ask. */
export function canAsk(host: Host): boolean {
  return host.stdin.isTTY && host.stderr.isTTY;
}

export interface Questions {
  /** Aborted by the first stop signal: what is being asked then has no answer. */
  readonly signal: AbortSignal;
  /** Exit code of the signal that came. */
  stoppedWith(): number | undefined;
  /** From now on signals end the process as usual. */
  release(): void;
}

/** For commands that ask and do not run anything meanwhile. */
export function listenWhileAsking(host: Host): Questions {
  const stopped = new AbortController();
  let code: number | undefined;
  const release = host.onSignal((signal) => {
    const ended = signal === 'SIGTERM' ? 143 : 130;
    // The second one ends it, whatever is going on.
    if (code !== undefined) host.exitNow(code);
    code = ended;
    stopped.abort();
  });
  return { signal: stopped.signal, stoppedWith: () => code, release };
}
