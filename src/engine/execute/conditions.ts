/** `onlyif`, `unless` and `creates`: whether a chunk is called at all. They only look, so they are evaluated in plan mode too. */
import { isAbsolute, join } from 'node:path';
import { isSecret } from '../../kernel/index.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { callCodes } from './codes.js';
import { callExec } from './exec-call.js';
import { Interrupted, unlessAborted } from './interrupt.js';
import type { Condition } from './keywords.js';
import { callResult, failure, placeOf, thrownDiagnostic } from './results.js';
import { firstComponent } from './signature.js';

const SHELL = '/bin/sh';

/** The result of a chunk that is not called: skipped, or failed when a condition cannot be evaluated. Undefined when it is to be called. */
export async function skippedBy(
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<CallResult | undefined> {
  const { onlyif, unless, creates } = call.keywords;
  try {
    for (const condition of onlyif) {
      if (!(await holds(condition, call, env, signal)))
        return skipped(`onlyif does not hold: ${conditionText(condition)}`);
    }
    if (unless.length > 0 && (await all(unless, (condition) => holds(condition, call, env, signal)))) {
      return skipped(`unless holds: ${unless.map(conditionText).join(', ')}`);
    }
    if (creates.length > 0 && (await all(creates, (path) => exists(path, env)))) {
      return skipped(`${creates.join(', ')} ${creates.length === 1 ? 'exists' : 'exist'} already`);
    }
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Interrupted) throw thrown;
    const cause = thrownDiagnostic(thrown, call, env);
    return failure(
      call,
      callCodes.code('condition-failed'),
      `a condition could not be evaluated: ${cause.cause?.summary ?? reason(thrown, env)}`,
      {
        ...placeOf(call, env.sources),
        ...(cause.cause === undefined ? {} : { cause: cause.cause }),
      },
    );
  }
}

function reason(thrown: unknown, env: ExecuteEnvironment): string {
  return env.services.masker.mask(thrown instanceof Error ? thrown.message : String(thrown));
}

function skipped(comment: string): CallResult {
  return callResult('skipped: requisite', { comment: [comment] });
}

async function all<T>(list: readonly T[], test: (one: T) => Promise<boolean>): Promise<boolean> {
  for (const one of list) if (!(await test(one))) return false;
  return true;
}

function conditionText(condition: Condition): string {
  return condition.kind === 'command' ? condition.command : condition.ref;
}

async function exists(path: string, env: ExecuteEnvironment): Promise<boolean> {
  const absolute = isAbsolute(path) ? path : join(env.services.directory, path);
  return (await env.services.ports.files.status(absolute)) !== undefined;
}

async function holds(
  condition: Condition,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<boolean> {
  if (condition.kind === 'command') {
    const { processes } = env.services.ports;
    const request = { command: condition.command, shell: SHELL, cwd: env.services.directory, signal, maxOutput: 0 };
    return (await unlessAborted(processes.run(request), signal)).status === 0;
  }
  const { profile, accountData } = call.keywords;
  const account = await env.contexts.account(firstComponent(condition.ref), profile, accountData);
  const context = env.contexts.forCall(call, account, signal, true, env);
  const returned = await unlessAborted(
    callExec(condition.ref, condition.args, { hub: env.services.hub, reads: true, context }),
    signal,
  );
  const value = isSecret(returned.ret) ? true : returned.ret;
  return returned.result && value !== false && value !== null;
}
