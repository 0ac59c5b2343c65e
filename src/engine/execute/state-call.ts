/** Calling functions of the `stateFunctions` contract. */
import type { CallArguments, JournalFrame, StateFunction, StateReturn } from '../../contract/index.js';
import type { Account } from './account-data.js';
import { type AttemptOptions, callPatiently, mayRepeat } from './attempts.js';
import type { CallResult, ChunkCall, ExecuteEnvironment } from './call.js';
import { argumentsDigest, isTest, timeText } from './call-facts.js';
import { callCodes } from './codes.js';
import { durationText } from './duration.js';
import { Interrupted, unlessAborted } from './interrupt.js';
import { settledRecord } from './kept-state.js';
import { madeNameOf } from './made-names.js';
import { callResult, failure, notInPlan, placeOf, serviceFailure, thrownResult } from './results.js';
import { firstComponent, stateFunctionOf } from './signature.js';
import { resultOf } from './state-return.js';

/** Calls one function. Waits only when the function does, or when an intent must be written first. Never throws. */
export function callStateFunction(
  call: ChunkCall,
  fun: string,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  const definition = stateFunctionOf(call.plugin, fun);
  if (definition === undefined) {
    return failure(call, callCodes.code('unknown-function'), `'${call.plugin.place.ref}' has no function '${fun}'`);
  }
  if (definition.effects === 'write' && isTest(call, env) && definition.predict === undefined) {
    const comment = [`would call ${call.plugin.place.ref}.${fun}; what that changes cannot be predicted`];
    return callResult('unpredictable', { comment, action: 'call' });
  }
  const account = accountFor(definition, call, env);
  if (account instanceof Promise) {
    return account.then(
      (data) => callWith(definition, call, fun, data, env, signal),
      (thrown: unknown) => serviceFailure(thrown, call, env),
    );
  }
  return callWith(definition, call, fun, account, env, signal);
}

/** What makes profiles needs none itself. */
function accountFor(definition: StateFunction, call: ChunkCall, env: ExecuteEnvironment): Account | Promise<Account> {
  if (definition.needs?.includes('run.accounts') === true) return NO_ACCOUNT;
  const { profile, accountData } = call.keywords;
  return env.contexts.account(firstComponent(call.plugin.place.ref), profile, accountData);
}

const NO_ACCOUNT: Account = Object.freeze({});

function callWith(
  definition: StateFunction,
  call: ChunkCall,
  fun: string,
  account: Account,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  const args = filledArguments(definition, call);
  if (typeof args === 'string') return missingArgument(call, fun, args, env);
  const writes = definition.effects === 'write';
  const ctx = env.contexts.forCall(call, account, signal, !writes, env);
  if (!writes) return settle(() => definition.run(ctx, args), definition, call, env, signal);
  if (isTest(call, env)) return settle(() => definition.predict?.(ctx, args) ?? BAD, definition, call, env, signal);
  const token =
    definition.interrupted === 'rerun' && definition.keeps === false ? undefined : env.services.ports.random.uuid();
  return write(() => definition.run(ctx, args), token, definition, call, env, signal);
}

const BAD = null as unknown as StateReturn;

/** What is given, then what the function requires from the record, then defaults; or the name of what is missing. */
function filledArguments(definition: StateFunction, call: ChunkCall): CallArguments | string {
  let args = call.args as Record<string, unknown>;
  for (const name in definition.fields) {
    const field = definition.fields[name];
    if (field === undefined || (args[name] !== undefined && args[name] !== null)) continue;
    const filling = field.required ? call.record?.state?.[name] : field.default;
    if (filling === undefined || filling === null) {
      if (field.required) return name;
      continue;
    }
    if (args === call.args) args = { ...call.args };
    args[name] = filling;
  }
  return args as CallArguments;
}

function missingArgument(call: ChunkCall, fun: string, name: string, env: ExecuteEnvironment): CallResult {
  const summary = `'${call.plugin.place.ref}.${fun}' requires the argument '${name}'`;
  return failure(call, callCodes.code('missing-argument'), summary, placeOf(call, env.sources));
}

/** Runs a function that keeps no intent. */
function settle(
  run: () => StateReturn | Promise<StateReturn>,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  let returned: StateReturn | Promise<StateReturn>;
  try {
    returned = run();
  } catch (thrown) {
    return settleLater(thrown, run, definition, call, env, signal);
  }
  if (!isPromise(returned)) return resultOf(returned, definition, call, env, undefined);
  return unlessAborted(returned, signal).then(
    (value) => resultOf(value, definition, call, env, undefined),
    (thrown: unknown) => settleLater(thrown, run, definition, call, env, signal),
  );
}

/** What only reads is called again while its error passes. */
function settleLater(
  thrown: unknown,
  run: () => StateReturn | Promise<StateReturn>,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): CallResult | Promise<CallResult> {
  if (!mayRepeat(thrown, true)) return threw(thrown, call, env, undefined);
  const again = (): Promise<StateReturn> => unlessAborted(Promise.resolve().then(run), signal);
  return callPatiently(again, { ...patience(call, env, signal), repeatable: true, thrown }).then(
    (value) => resultOf(value, definition, call, env, undefined),
    (last: unknown) => threw(last, call, env, undefined),
  );
}

function patience(call: ChunkCall, env: ExecuteEnvironment, signal: AbortSignal): AttemptOptions {
  const { clock, random } = env.services.ports;
  const note = (error: Error, wait: number): void => {
    const message = `${env.services.masker.mask(error.message)}; again in ${durationText(wait)}`;
    env.options.emit({ type: 'step-note', tag: call.tagText, level: 'info', message, until: clock.now() + wait });
  };
  return { clock, random, signal, note };
}

/** What it threw is final: a record that says it is pending says so no more. */
function threw(thrown: unknown, call: ChunkCall, env: ExecuteEnvironment, token: string | undefined): CallResult {
  const frames: JournalFrame[] = [];
  const settled = call.record?.meta.pending !== undefined && !(thrown instanceof Interrupted) && !isTest(call, env);
  if (settled && call.record !== undefined) frames.push(settledRecord(call, call.record, 'incomplete'));
  if (token !== undefined) frames.push({ type: 'settled', token, effect: 'done' });
  if (frames.length > 0) env.journal.after(frames);
  return thrownResult(thrown, call, env);
}

function isPromise(value: unknown): value is Promise<StateReturn> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Runs a function that writes, after its intent is durable. An interrupted call leaves the intent open. */
async function write(
  run: () => StateReturn | Promise<StateReturn>,
  token: string | undefined,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
  signal: AbortSignal,
): Promise<CallResult> {
  if (env.options.guard?.permits(call.esmTag, 'call') === false) return notInPlan(call, 'call');
  try {
    if (token !== undefined) await env.journal.before([intentFrame(call, token, env)]);
  } catch (thrown) {
    return serviceFailure(thrown, call, env);
  }
  try {
    const once = (): Promise<StateReturn> => {
      env.enforced.check();
      return unlessAborted(Promise.resolve().then(run), signal);
    };
    const repeatable = definition.interrupted === 'rerun';
    const returned = await callPatiently(once, { ...patience(call, env, signal), repeatable });
    return resultOf(returned, definition, call, env, token);
  } catch (thrown) {
    if (thrown instanceof Interrupted) return interruptedWrite(thrown, definition, call, env);
    return threw(thrown, call, env, token);
  }
}

function interruptedWrite(
  thrown: Interrupted,
  definition: StateFunction,
  call: ChunkCall,
  env: ExecuteEnvironment,
): CallResult {
  const base = thrownResult(thrown, call, env);
  const next =
    definition.interrupted === 'rerun' ? 'the next run calls it again' : 'the next run asks what became of it';
  const comment = [...base.comment, `whether it had its effect is not known; ${next}`];
  return { ...base, outcome: 'interrupted', comment, action: 'call' };
}

function intentFrame(call: ChunkCall, token: string, env: ExecuteEnvironment): JournalFrame {
  const { profile } = call.keywords;
  return {
    type: 'intent',
    intent: {
      token,
      tag: call.tagText,
      esmTag: call.esmTag,
      ref: call.plugin.place.ref,
      action: 'call',
      ...(profile === undefined ? {} : { profile }),
      ...madeNameOf(call),
      inputs: argumentsDigest(call.args),
      time: timeText(env),
    },
  };
}
