import type { CryptoMethodName } from '../../accounts/index.js';
import { type Diagnostic, DiagnosticError, reveal } from '../../kernel/index.js';
import { cliCodes } from '../codes.js';
import type { CommandSpec } from '../command.js';
import { type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { ask, canAsk } from '../progress/question.js';
import { StoppedError } from '../stop-signals.js';
import { accountFileOption, keyOption, methodOption } from './account-options.js';
import { shownPath } from './shown-path.js';

export const acctEditCommand: CommandSpec = {
  name: 'acct edit',
  summary: 'Edit a credentials file and encrypt it again',
  description:
    'The file is decrypted into a folder that only you may enter, and opened in your editor: --editor, $VISUAL or $EDITOR. A file that was not encrypted, or not there, is encrypted afterwards; without a key a new one is made and printed. What is left unchanged is not written.',
  arguments: [{ name: 'file', doc: 'the file; by default that of the settings', completes: 'file' }],
  options: [
    { flags: '--editor <command>', doc: 'editor, with its arguments' },
    { flags: '-o, --output-file <file>', doc: 'write the result there, and leave the file alone', completes: 'file' },
    keyOption,
    accountFileOption,
    methodOption,
    { flags: '--render-pipe <pipe>', doc: 'how the edited text is read (default: yaml)' },
  ],
  outputs: ['text', 'json'],
  examples: [
    {
      command: 'holdfast acct edit credentials.yaml.fernet --acct-key file:key',
      doc: 'with the editor of $VISUAL or $EDITOR',
    },
    { command: 'holdfast acct edit new.fernet', doc: 'begin a file; its new key is printed' },
    { command: "holdfast acct edit --editor 'code --wait'", doc: 'the file of the settings, with another editor' },
  ],
  run: runAcctEdit,
};

async function runAcctEdit(invocation: Invocation): Promise<number> {
  const { options, host } = invocation;
  const services = await invocation.services();
  const { editFile } = await import('../../operations/index.js');
  const stopping = listenWhileEditing(invocation);
  const output = text(options, 'output-file');
  const method = text(options, 'crypto-plugin') as CryptoMethodName | undefined;
  const editor = editorOf(invocation);
  try {
    const done = await editFile({
      services,
      file: invocation.arguments[0],
      pipe: text(options, 'render-pipe') ?? 'yaml',
      signal: stopping.signal,
      edit: (path) => openEditor(invocation, editor, path, stopping.signal),
      again: (problems) => askAgain(invocation, problems, stopping.signal),
      ...(output === undefined ? {} : { output }),
      ...(method === undefined ? {} : { method }),
    });
    const path = shownPath(done.path, host.cwd);
    const key = done.kind === 'written' && done.newKey !== undefined ? { key: reveal(done.newKey) } : {};
    if (invocation.output === 'json') {
      const how = done.kind === 'written' ? { crypto_plugin: done.method } : {};
      invocation.print(await dataText('json', { file: path, changed: done.kind === 'written', ...how, ...key }));
      return 0;
    }
    if (!invocation.quiet) {
      invocation.say(
        done.kind === 'unchanged' ? `${path} is left as it was` : `${path} written, encrypted with ${done.method}`,
      );
      if (key.key !== undefined) invocation.say('the new key, which is kept nowhere else:');
    }
    if (key.key !== undefined) invocation.print(key.key);
    return 0;
  } finally {
    stopping.release();
  }
}

function editorOf({ options, host }: Invocation): string {
  const named = [text(options, 'editor'), host.env['VISUAL'], host.env['EDITOR']];
  return (
    named.find((one) => one !== undefined && one.trim() !== '') ?? (host.env['OS'] === 'Windows_NT' ? 'notepad' : 'vi')
  );
}

async function openEditor({ host }: Invocation, editor: string, path: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let status: number | undefined;
  try {
    status = await host.runEditor(editor, path, signal);
  } catch (thrown) {
    throw editorFailed(editor, `cannot be started (${(thrown as { readonly code?: string }).code ?? String(thrown)})`);
  }
  signal.throwIfAborted();
  if (status !== 0) throw editorFailed(editor, status === undefined ? 'was ended by a signal' : `ended with ${status}`);
}

async function askAgain(
  invocation: Invocation,
  problems: readonly Diagnostic[],
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { host, paintErr } = invocation;
  if (!canAsk(host)) return undefined;
  invocation.report(problems);
  return !(await ask(host, 'Forget what was edited? Otherwise it is opened again.', paintErr, signal));
}

/** At a terminal an interrupt is the editor's; otherwise, and when it is to end, what was decrypted is removed first. */
function listenWhileEditing({ host }: Invocation) {
  const stopped = new AbortController();
  const release = host.onSignal((signal) => {
    if (signal === 'SIGINT' && host.stdin.isTTY) return;
    stopped.abort(new StoppedError(signal));
  });
  return { signal: stopped.signal, release };
}

function editorFailed(editor: string, how: string): DiagnosticError {
  return new DiagnosticError({
    severity: 'error',
    code: cliCodes.code('editor-failed'),
    summary: `the editor '${editor}' ${how}, and nothing was written`,
    hints: ['name another one with --editor, $VISUAL or $EDITOR'],
  });
}
