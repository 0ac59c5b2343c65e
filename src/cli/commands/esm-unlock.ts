import { DiagnosticError } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { flag, type Invocation } from '../invocation.js';
import { ask, canAsk } from '../progress/question.js';
import { holderText } from '../views/esm-lock.js';
import { answer, esmRequest, stateOptions } from './esm-options.js';

export const esmUnlockCommand: CommandSpec = {
  name: 'esm unlock',
  summary: 'Take the lock away from a run that is gone',
  description:
    'The next write of that run is refused, so it can do no more harm. Without an id the holder is named and one question is asked; without a terminal the id is needed, so that nobody unlocks another run than the one that was looked at.',
  arguments: [{ name: 'id', doc: 'id of the lock, as the refusal and esm lock show give it' }],
  options: [...stateOptions, { flags: '-y, --yes', doc: 'do not ask: whatever lock there is' }],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm unlock', doc: 'see who holds it, and decide' },
    { command: 'holdfast esm unlock 4f6f3f2a-…', doc: 'that lock and no other' },
  ],
  run: runEsmUnlock,
};

export async function runEsmUnlock(invocation: Invocation): Promise<number> {
  const { breakLock, esmLock, ExitCode } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  // `esm lock break ID` has its own word before the id.
  const id = invocation.arguments.find((word) => word !== 'break');
  const held = await esmLock(request);
  if (id === undefined && held !== undefined && !flag(invocation.options, 'yes')) {
    const { host, output } = invocation;
    invocation.say(`The lock is held by ${holderText(held)}`);
    if (output !== 'text' || !canAsk(host)) throw needsId(held.holder.id);
    if (!(await ask(host, 'Take the lock away from it?', invocation.paintErr, request.signal))) {
      invocation.say('nothing was done');
      return ExitCode.failed;
    }
  }
  const broken = await breakLock(request, id ?? held?.holder.id);
  const text =
    broken === undefined
      ? 'nobody is known to hold the lock; where the store keeps one of its own, it was told to release it'
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
