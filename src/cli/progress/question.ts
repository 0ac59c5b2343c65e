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
