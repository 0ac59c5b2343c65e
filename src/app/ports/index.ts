/** The real ports: what the world outside offers, on this machine. */
import type { Log, Ports } from '../../kernel/index.js';
import { systemClock } from './clock.js';
import { nodeFiles } from './files.js';
import { nodeHttp } from './http.js';
import { nodeProcesses } from './processes.js';
import { nodeRandom } from './random.js';

export { systemClock } from './clock.js';
export { type FileLogOptions, fileLog, noLog } from './log.js';
export { nodeModules } from './modules.js';
export { nodeRandom } from './random.js';

export interface NodePortsOptions {
  readonly log: Log;
  /** What programs inherit: the process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function nodePorts({ log, environment }: NodePortsOptions): Ports {
  const random = nodeRandom();
  return {
    clock: systemClock(),
    random,
    log,
    files: nodeFiles(random),
    processes: nodeProcesses(environment),
    http: nodeHttp(),
  };
}
