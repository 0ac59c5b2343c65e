import { DiagnosticError, diagnosticsOf, escapeControls } from '../../kernel/index.js';
import type { Decision, OpenCall } from '../../operations/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { canAsk, listenWhileAsking } from '../progress/question.js';
import { plural } from '../views/value-text.js';
import { answer, esmRequest, messageOption, stateOptions } from './esm-options.js';

export const esmRecoverCommand: CommandSpec = {
  name: 'esm recover',
  summary: 'Show and decide calls of an interrupted run whose effect is not known',
  description:
    'Without an action every open call is shown with what looking for the thing says; at a terminal each one that cannot be decided is then asked for. adopt: it made the thing of this id. discard: it had no effect, or somebody has taken care of it. retry: look again, and let a call be repeated. remove: remove the thing of this id.',
  arguments: [
    { name: 'action', doc: 'adopt, discard, retry or remove', choices: ['adopt', 'discard', 'retry', 'remove'] },
    { name: 'call', doc: 'token of the call, its beginning, or the tag of its chunk' },
    { name: 'id', doc: 'for adopt and remove: id of the thing' },
  ],
  options: [...stateOptions, messageOption],
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast esm recover', doc: 'what is open, and what is known of it' },
    { command: 'holdfast esm recover adopt 7c2b net42', doc: 'the interrupted creation made net42' },
    { command: 'holdfast esm recover discard 7c2b', doc: 'it did nothing' },
  ],
  run: runEsmRecover,
};

async function runEsmRecover(invocation: Invocation): Promise<number> {
  const [action, call, id] = invocation.arguments;
  if (action === undefined) return show(invocation);
  if (call === undefined) throw usage(`'holdfast esm recover ${action}' needs the call that is meant`);
  return decide(invocation, call, decisionOf(action, id === undefined ? [] : [id]));
}

async function show(invocation: Invocation): Promise<number> {
  const { ExitCode, openCalls } = await import('../../operations/index.js');
  const request = await esmRequest(invocation);
  const calls = await openCalls(request);
  await answer(
    invocation,
    callsText(calls),
    calls.map(({ intent, decidable, evidence }) => ({ ...intent, decidable, evidence })),
  );
  const stuck = calls.filter(({ decidable }) => !decidable);
  if (stuck.length === 0 || invocation.output !== 'text' || !canAsk(invocation.host)) return ExitCode.done;
  const questions = listenWhileAsking(invocation.host);
  try {
    for (const { intent } of stuck) if (!(await askAbout(invocation, intent, questions.signal))) break;
  } finally {
    questions.release();
  }
  return questions.stoppedWith() ?? ExitCode.done;
}

/** Until there is an answer that can be carried out. False: there will be no more answers. */
async function askAbout(invocation: Invocation, intent: OpenCall['intent'], signal: AbortSignal): Promise<boolean> {
  const { host } = invocation;
  for (;;) {
    host.stderr.write(
      `${escapeControls(intent.tag)}: adopt ID, discard, retry, remove [ID], or nothing to leave it open: `,
    );
    const line = await host.stdin.readLine(signal);
    if (line === undefined) {
      invocation.say('\nwhat was not decided is left open');
      return false;
    }
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === '') return true;
    try {
      await decide(invocation, intent.token, decisionOf(word, rest));
      return true;
    } catch (error) {
      const wrong = diagnosticsOf(error);
      if (wrong === undefined) throw error;
      invocation.report(wrong);
    }
  }
}

async function decide(invocation: Invocation, call: string, decision: Decision): Promise<number> {
  const { decideCall, ExitCode } = await import('../../operations/index.js');
  const { intent, settled, text, diagnostics } = await decideCall(await esmRequest(invocation), call, decision);
  invocation.report(diagnostics);
  await answer(invocation, `${escapeControls(intent.tag)}: ${text}`, { ...intent, settled, text });
  return ExitCode.done;
}

function callsText(calls: readonly OpenCall[]): string {
  if (calls.length === 0) return 'no call is open';
  const lines = calls.map(({ intent, decidable, evidence }) => {
    const what = intent.action === 'call' ? 'was to be called' : `to ${intent.action}`;
    const next = decidable ? 'the next run resolves it' : 'it has to be decided';
    return escapeControls(
      `${intent.tag}\n  ${intent.ref}: ${what}, begun ${intent.time}\n  token ${intent.token}\n  ${evidence}; ${next}`,
      true,
    );
  });
  return [...lines, `${plural(calls.length, 'open call')}`].join('\n\n');
}

function decisionOf(action: string, [id, ...more]: readonly string[]): Decision {
  if (more.length > 0) throw usage(`'${more.join(' ')}' is too much`);
  switch (action) {
    case 'adopt':
      if (id === undefined) throw usage('adopt needs the id of the thing that was made');
      return { kind: 'adopt', id };
    case 'discard':
    case 'retry':
      if (id !== undefined) throw usage(`${action} takes no id`);
      return { kind: action };
    case 'remove':
      return { kind: 'remove', id };
    default:
      throw usage(`'${action}' is none of adopt, discard, retry, remove`);
  }
}

function usage(summary: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('usage'),
    summary,
    hints: ["see 'holdfast esm recover --help'"],
  });
}
