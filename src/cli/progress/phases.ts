/** Progress of a command that is no run: one line that says what goes on. */
import type { Services } from '../../operations/index.js';
import type { Invocation } from '../invocation.js';
import { makeProgress, type Progress } from './progress.js';
import { ProgressModel } from './progress-model.js';

export function makePhases(invocation: Invocation, services: Services): Progress {
  const { host } = invocation;
  const quiet = invocation.quiet || !services.settings.progress;
  return makeProgress({
    model: new ProgressModel({ tracksEnded: false }),
    stream: host.stderr,
    paint: invocation.paintErr,
    quiet,
    monotonic: () => services.ports.clock.monotonic(),
    every: host.every,
  });
}
