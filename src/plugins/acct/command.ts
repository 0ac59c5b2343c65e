/** Credentials that a command prints: the client of a vault, a script. */
import { accountBackend, field } from '../../contract/index.js';
import { composeYaml } from '../../kernel/index.js';

const DEFAULT_SECONDS = 60;

export default accountBackend({
  ref: 'command',
  summary: 'What a command prints, as YAML or JSON: provider to profile to data.',
  fields: {
    command: field.string({
      required: true,
      doc: 'Run by the shell, in the folder of the file that names it.',
      example: 'vault kv get -field=data secret/accounts',
    }),
    env: field.record(field.string(), {
      doc: 'Further variables of its environment.',
      example: { VAULT_ADDR: 'https://vault' },
    }),
    timeout: field.number({ default: DEFAULT_SECONDS, doc: 'Seconds it may take.' }),
  },
  async unlock(ctx, { command, env, timeout }) {
    const done = await ctx.processes.run({
      command,
      shell: '/bin/sh',
      cwd: ctx.directory,
      env: env ?? {},
      timeout: (timeout ?? DEFAULT_SECONDS) * 1000,
      effects: 'none',
      signal: ctx.signal,
    });
    if (done.timedOut) throw new Error(`the command did not end within ${timeout ?? DEFAULT_SECONDS} seconds`);
    if (done.status !== 0) {
      const said = new TextDecoder().decode(done.stderr).trim().split('\n').at(-1) ?? '';
      const how = done.status === undefined ? `was ended by ${done.signal ?? 'a signal'}` : `ended with ${done.status}`;
      throw new Error(`the command ${how}${said === '' ? '' : `: ${said}`}`);
    }
    if (done.truncated) throw new Error('the command printed more than is read');
    const composed = composeYaml(new TextDecoder().decode(done.stdout));
    if (!composed.ok) throw new Error('what the command printed is neither YAML nor JSON');
    return composed.data;
  },
});
