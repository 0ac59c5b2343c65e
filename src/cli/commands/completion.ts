import type { CommandSpec } from '../command.js';
import { shells } from '../completion/scripts.js';

export const completionCommand: CommandSpec = {
  name: 'completion',
  summary: 'Print a completion script for a shell',
  description: 'The script asks holdfast itself, so it completes commands, options, SLS files, states and functions.',
  arguments: [{ name: 'shell', doc: 'the shell', required: true, choices: Object.keys(shells) }],
  outputs: ['text'],
  examples: [
    { command: 'source <(holdfast completion bash)', doc: 'in ~/.bashrc' },
    { command: 'holdfast completion zsh > "${fpath[1]}/_holdfast"', doc: 'once' },
    { command: 'holdfast completion fish | source', doc: 'in config.fish' },
    { command: 'holdfast completion pwsh | Out-String | Invoke-Expression', doc: 'in the PowerShell profile' },
  ],
  async run(invocation) {
    const [shell = ''] = invocation.arguments;
    invocation.host.stdout.write(shells[shell] ?? '');
    return 0;
  },
};
