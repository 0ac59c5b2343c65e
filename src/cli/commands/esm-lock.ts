import { DiagnosticError } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { type Invocation, text } from '../invocation.js';
import { holderText } from '../views/esm-lock.js';
import { answer, esmRequest, messageOption, stateOptions } from './esm-options.js';
import { runEsmUnlock } from './esm-unlock.js';

export const esmLockCommand: CommandSpec = {
  name: 'esm lock',
  summary: 'Show who holds the lock, wait for it, or break it',
  description:
    'show takes no lock and says whether the holder lives. wait returns when the lock is free: exit code 75 when the time is over. break is esm unlock.',
  arguments: [
    { name: 'action', doc: 'show, wait or break; default show', choices: ['show', 'wait', 'break'] },
    { name: 'id', doc: 'for break: id of the lock' },
  ],
  options: [
    ...stateOptions,
    { flags: '--timeout <seconds>', doc: 'for wait: how long at most (default: 600)' },
    { flags: '-y, --yes', doc: 'for break: do not ask' },
    messageOption,
  ],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm lock show', doc: 'who works with it, since when, and what it is doing' },
    { command: 'holdfast esm lock wait --timeout 60 && holdfast state site.sls --yes', doc: 'after the others' },
  ],
  run: runEsmLock,
};

async function runEsmLock(invocation: Invocation): Promise<number> {
  const [action = 'show'] = invocation.arguments;
  if (action === 'break') return runEsmUnlock(invocation);
  const { esmLock, esmWaitForLock, ExitCode } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  if (action === 'wait') {
    const free = await esmWaitForLock(request, secondsOf(invocation) * 1000);
    const held = free ? undefined : await esmLock(request);
    await answer(invocation, held === undefined ? 'it is free' : `still held by ${holderText(held)}`, {
      free,
      ...(held === undefined ? {} : held),
    });
    return free ? ExitCode.done : ExitCode.locked;
  }
  const held = await esmLock(request);
  await answer(invocation, held === undefined ? 'nobody holds the lock' : holderText(held), held ?? { holder: null });
  return ExitCode.done;
}

function secondsOf(invocation: Invocation): number {
  const given = text(invocation.options, 'timeout') ?? '600';
  const seconds = Number(given);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('usage'),
    summary: `--timeout is a number of seconds, not '${given}'`,
  });
}
