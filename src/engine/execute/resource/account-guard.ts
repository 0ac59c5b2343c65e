/** In another account or at another endpoint a recorded thing would seem to be gone, or be another thing of the same id. */
import type { ResourceDefinition } from '../../../contract/index.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from '../call.js';
import { callCodes } from '../codes.js';
import { failure, placeOf } from '../results.js';
import { providerOf } from '../signature.js';

/** A failure when the record is of another account than the one in use. */
export function otherAccount(call: ChunkCall, env: ExecuteEnvironment): CallResult | undefined {
  const { record } = call;
  if (record?.meta.id === undefined || call.fun === 'search') return undefined;
  const recorded = record.meta.profile ?? 'default';
  const used = call.keywords.profile ?? env.options.profile ?? 'default';
  if (recorded === used) return undefined;
  return refuse(call, env, `was enforced with the account profile '${recorded}', and this run uses '${used}'`);
}

/** A failure when what the record says would be looked for at another provider than where it is. */
export function otherProvider(
  call: ChunkCall,
  definition: ResourceDefinition,
  env: ExecuteEnvironment,
): CallResult | undefined {
  const recorded = call.record?.meta.provider;
  const used = providerOf(definition, call.args);
  if (recorded === undefined || recorded === used) return undefined;
  return refuse(call, env, `was enforced at the provider '${recorded}', and this run would look for it at '${used}'`);
}

function refuse(call: ChunkCall, env: ExecuteEnvironment, why: string): CallResult {
  return failure(call, callCodes.code('wrong-account'), `${call.record?.meta.id ?? call.tag.name} ${why}`, {
    ...placeOf(call, env.sources),
    hints: [
      'use the account it was enforced with',
      `or leave it where it is and forget it: \`holdfast esm remove '${call.esmTag}'\``,
    ],
  });
}
