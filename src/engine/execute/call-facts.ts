/** What holds of a call whichever contract its plugin follows. */
import { createHash } from 'node:crypto';
import { redact } from '../../kernel/index.js';
import type { ChunkCall, ExecuteEnvironment } from './call.js';

/** True when nothing may be written for this chunk: plan and test mode, or its own `noop`. */
export function isTest(call: ChunkCall, env: ExecuteEnvironment): boolean {
  return env.options.mode === 'plan' || call.keywords.noop;
}

/** Hex of SHA-256 over the arguments, secrets left out. */
export function argumentsDigest(args: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(redact(args), (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)))
    .digest('hex');
}

export function timeText(env: ExecuteEnvironment): string {
  return new Date(env.services.ports.clock.now()).toISOString();
}
