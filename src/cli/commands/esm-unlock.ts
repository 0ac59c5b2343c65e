import { DiagnosticError } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { ask, canAsk, listenWhileAsking } from '../progress/question.js';
import { holderText } from '../views/esm-lock.js';
import { answer, esmRequest, messageOption, stateOptions } from './esm-options.js';

export const esmUnlockCommand: CommandSpec = {
  name: 'esm unlock',
  summary: 'Take the lock away from a run that is gone',
  description:
    'The next write of that run is refused, so it can do no more harm. Without an id the holder is named and one question is asked; without a terminal the id is needed, so that nobody unlocks another run than the one that was looked at.',
  arguments: [{ name: 'id', doc: 'id of the lock, as the refusal and esm lock show give it' }],
  options: [...stateOptions, { flags: '-y, --yes', doc: 'do not ask: whatever lock there is' }, messageOption],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm unlock', doc: 'see who holds it, and decide' },
    { command: 'holdfast esm unlock 4f6f3f2a-…', doc: 'that lock and no other' },
  ],
  run: runEsmUnlock,
};

export async function runEsmUnlock(invocation: Invocation): Promise<number> {
  const { breakLock, esmLock, ExitCode, keepsOwnLock } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  // `esm lock break ID` has its own word before the id.
  const id = invocation.arguments.find((word) => word !== 'break');
  const held = await esmLock(request);
  const { host, output } = invocation;
  const canBeAsked = output === 'text' && canAsk(host);
  // Whoever holds a lock that the store keeps to itself has no id to be named by.
  const isSafe = held === undefined && !(canBeAsked && (await keepsOwnLock(request)));
  if (id === undefined && !isSafe && !flag(invocation.options, 'yes')) {
    invocation.say(held === undefined ? 'nobody is known to hold the lock' : `The lock is held by ${holderText(held)}`);
    if (held !== undefined && !canBeAsked) throw needsId(held.holder.id);
    const questions = listenWhileAsking(host);
    const question =
      held === undefined ? 'Release one that the store keeps of its own?' : 'Take the lock away from it?';
    const agreed = await ask(host, question, invocation.paintErr, questions.signal);
    questions.release();
    if (!agreed) {
      invocation.say('nothing was done');
      return questions.stoppedWith() ?? ExitCode.failed;
    }
  }
  const broken = await breakLock(request, id ?? held?.holder.id);
  const text =
    broken === undefined
      ? 'nobody is known to hold the lock; where the store keeps one of its own, that was released'
      : `unlocked: ${broken.id}`;
  await answer(invocation, text, { unlocked: broken ?? null });
  return ExitCode.done;
}

function needsId(id: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('needs-yes'),
    summary: 'there is nobody to ask, so the id of the lock is needed',
    hints: [`holdfast esm unlock ${id}`],
  });
}
