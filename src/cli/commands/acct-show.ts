import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { shownPath } from './shown-path.js';
import { accountOptions } from './tree-options.js';

export const acctShowCommand: CommandSpec = {
  name: 'acct show',
  summary: 'List the account profiles by name, and where each comes from',
  description: 'Opens the credentials file and the stores that it names. Nothing of what is in a profile is shown.',
  options: accountOptions,
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast acct show', doc: 'providers and profiles of the file of the settings' },
    { command: 'holdfast acct show --acct-file credentials.yaml --json', doc: 'of another file, for programs' },
  ],
  run: runAcctShow,
};

async function runAcctShow(invocation: Invocation): Promise<number> {
  const { host, paintOut } = invocation;
  const services = await invocation.services();
  const { listAccounts } = await import('../../operations/index.js');
  const { file, method, defaultProfile, profiles } = await listAccounts(services);
  const shown = profiles.map(({ from, ...rest }) => ({ ...rest, from: shownPath(from, host.cwd) }));
  if (invocation.output !== 'text') {
    const about = { file: shownPath(file, host.cwd), crypto_plugin: method ?? null, default_profile: defaultProfile };
    invocation.print(await dataText(invocation.output, { ...about, profiles: shown }));
    return 0;
  }
  invocation.print(
    `${shownPath(file, host.cwd)}: ${method === undefined ? 'not encrypted' : `encrypted with ${method}`}`,
  );
  const ofFile = shownPath(file, host.cwd);
  for (const { provider, plugin, name, from } of shown) {
    const key = plugin === undefined ? provider : `${provider}.${plugin}`;
    const notes = [...(name === defaultProfile ? ['default'] : []), ...(from === ofFile ? [] : [from])];
    invocation.print(`  ${key}  ${paintOut('bold', name)}${notes.length === 0 ? '' : `  (${notes.join('; ')})`}`);
  }
  if (shown.length === 0) invocation.print('  no profiles');
  return 0;
}
