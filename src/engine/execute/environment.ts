/** What the calls of one run share. Made once per run by `createEnvironment`. */
import { setMaxListeners } from 'node:events';
import type { ExecuteEnvironment } from './call.js';
import { createContexts } from './contexts.js';
import { createJournal } from './journal.js';
import { createMadeNames } from './made-names.js';
import { createWorldView } from './world-view.js';

export type EnvironmentParts = Pick<ExecuteEnvironment, 'services' | 'options' | 'enforced' | 'extend'>;

/** Also makes the world view, unless one is given. */
export function createEnvironment(
  parts: EnvironmentParts & Partial<Pick<ExecuteEnvironment, 'world' | 'sources' | 'extendFromFiles' | 'resting'>>,
): ExecuteEnvironment {
  // Every call in flight listens to it; there may be as many as the batch size allows.
  setMaxListeners(0, parts.options.abort);
  return {
    services: parts.services,
    options: parts.options,
    enforced: parts.enforced,
    extend: parts.extend,
    ...(parts.extendFromFiles === undefined ? {} : { extendFromFiles: parts.extendFromFiles }),
    world: parts.world ?? createWorldView({ clock: parts.services.ports.clock, random: parts.services.ports.random }),
    ...(parts.resting === undefined ? {} : { resting: parts.resting }),
    ...(parts.sources === undefined ? {} : { sources: parts.sources }),
    contexts: createContexts(parts.services, parts.options),
    journal: createJournal(parts.enforced),
    names: createMadeNames(parts.services.ports, parts.enforced),
    undecided: new Map(),
    unmade: new Map(),
  };
}
