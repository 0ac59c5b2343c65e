import type { CommandSpec } from '../command.js';
import type { Invocation } from '../invocation.js';
import { dataText } from '../outputters/data.js';
import { settingsText, withoutPasswords } from '../views/settings.js';

export const configShowCommand: CommandSpec = {
  name: 'config show',
  summary: 'Show every setting and where its value came from',
  description: 'A flag wins over the environment, the environment over holdfast.yaml, and that over the default.',
  outputs: ['text', 'json', 'yaml'],
  examples: [
    { command: 'holdfast config show', doc: 'as a table' },
    { command: 'holdfast config show --json', doc: 'for programs' },
  ],
  run: runConfigShow,
};

async function runConfigShow(invocation: Invocation): Promise<number> {
  const { settings, values } = await invocation.settings();
  if (invocation.output === 'text') invocation.print(settingsText(settings, values, invocation.paintOut));
  else {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, { value, origin }]) => [
        key,
        { value: withoutPasswords(value ?? null), origin },
      ]),
    );
    invocation.print(await dataText(invocation.output, { config_file: settings.configFile ?? null, settings: data }));
  }
  return 0;
}
