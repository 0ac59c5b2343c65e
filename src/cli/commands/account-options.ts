/** Options of the commands that work on credentials files. */
import { cryptoMethodNames } from '../../accounts/index.js';
import type { OptionSpec } from '../command.js';

export const keyOption: OptionSpec = {
  flags: '--acct-key <key>',
  doc: 'key to the file, or where it is to be had: env:NAME, file:PATH, command:…',
  setting: 'acct_key',
};

export const accountFileOption: OptionSpec = {
  flags: '--acct-file <file>',
  doc: 'the file, where none is named',
  setting: 'acct_file',
  completes: 'file',
};

export const methodOption: OptionSpec = {
  flags: '--crypto-plugin <method>',
  doc: 'how it is encrypted (default: fernet)',
  choices: cryptoMethodNames,
};
