import { revealDeep } from '../../kernel/index.js';
import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { accountFileOption, keyOption } from './account-options.js';

export const decryptCommand: CommandSpec = {
  name: 'decrypt',
  summary: 'Print what a credentials file says, secrets and all',
  description: 'How the file is encrypted is seen from the file.',
  arguments: [{ name: 'file', doc: 'the file; by default that of the settings', completes: 'file' }],
  options: [
    keyOption,
    accountFileOption,
    {
      flags: '--crypto-plugin <method>',
      doc: 'not needed: it is seen from the file',
      choices: ['fernet', 'aesgcm256'],
    },
  ],
  outputs: ['yaml', 'json', 'nested', 'raw'],
  examples: [
    { command: 'holdfast decrypt credentials.yaml.fernet --acct-key file:key', doc: 'as YAML' },
    { command: 'holdfast decrypt --json', doc: 'the file of ACCT_FILE with the key of ACCT_KEY, as JSON' },
  ],
  run: runDecrypt,
};

async function runDecrypt(invocation: Invocation): Promise<number> {
  const services = await invocation.services();
  const { accountText, decryptFile } = await import('../../operations/index.js');
  const { data, method } = await decryptFile(services, invocation.arguments[0]);
  if (method === undefined && !invocation.quiet) invocation.say('the file is not encrypted');
  const open = revealDeep(data);
  const { output } = invocation;
  invocation.print(output === 'yaml' ? (await accountText(open)).replace(/\n$/, '') : await dataText(output, open));
  return 0;
}
