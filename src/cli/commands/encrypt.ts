import type { CryptoMethodName } from '../../accounts/index.js';
import { reveal } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import { type Invocation, text } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { keyOption, methodOption } from './account-options.js';
import { shownPath } from './shown-path.js';

export const encryptCommand: CommandSpec = {
  name: 'encrypt',
  summary: 'Encrypt a credentials file',
  description:
    'Without a key a new one is made and printed: nothing else goes to standard output, and the key is kept nowhere. The plain file is left alone.',
  arguments: [{ name: 'file', doc: 'the plain file', required: true, completes: 'file' }],
  options: [
    {
      flags: '-o, --output-file <file>',
      doc: 'where the encrypted file is written (default: FILE.fernet)',
      completes: 'file',
    },
    keyOption,
    methodOption,
    { flags: '--render-pipe <pipe>', doc: 'how the plain file is read (default: jinja|yaml)' },
  ],
  outputs: ['text', 'json'],
  examples: [
    { command: 'holdfast encrypt credentials.yaml', doc: 'writes credentials.yaml.fernet, prints its new key' },
    { command: 'holdfast encrypt credentials.yaml > key', doc: 'the key in a file, for --acct-key file:key' },
    { command: 'holdfast encrypt credentials.yaml --acct-key env:KEY', doc: 'with a key there is already' },
  ],
  run: runEncrypt,
};

async function runEncrypt(invocation: Invocation): Promise<number> {
  const { options, host } = invocation;
  const [file = ''] = invocation.arguments;
  const services = await invocation.services();
  const { encryptFile } = await import('../../operations/index.js');
  const output = text(options, 'output-file');
  const done = await encryptFile({
    services,
    file,
    method: (text(options, 'crypto-plugin') ?? 'fernet') as CryptoMethodName,
    pipe: text(options, 'render-pipe') ?? 'jinja|yaml',
    signal: new AbortController().signal,
    ...(output === undefined ? {} : { output }),
  });
  const written = shownPath(done.output, host.cwd);
  const key = done.newKey === undefined ? {} : { key: reveal(done.newKey) };
  if (invocation.output === 'json') {
    invocation.print(await dataText('json', { file: written, crypto_plugin: done.method, ...key }));
  } else {
    if (!invocation.quiet) {
      invocation.say(`${written} ${done.replaced ? 'replaced' : 'written'}, encrypted with ${done.method}`);
      if (key.key !== undefined) invocation.say('the new key, which is kept nowhere else:');
    }
    if (key.key !== undefined) invocation.print(key.key);
  }
  return 0;
}
