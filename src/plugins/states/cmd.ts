/** Commands. */
import { stateFunction, stateFunctions } from '../../contract/index.js';
import { commandFields, describeCommand, runCommand } from '../commands/run-command.js';

/** Lines of standard error shown when a command fails. */
const SHOWN_LINES = 20;

export default stateFunctions({
  ref: 'cmd',
  summary: 'Commands. Every run runs them again; `creates`, `onlyif`, `unless` and `onchanges` say when not to.',
  functions: {
    run: stateFunction({
      summary: 'Runs a command. Its output is the new state: stdout, stderr, retcode.',
      fields: commandFields,
      effects: 'write',
      keeps: false,
      async run(ctx, args) {
        const ran = await runCommand(ctx, args, { cmd: args.cmd ?? args.name });
        const output = { stdout: ran.stdout, stderr: ran.stderr, retcode: ran.retcode };
        const errors = ran.success ? '' : ran.stderr.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
        return {
          result: ran.success,
          comment: errors === '' ? describeCommand(ran) : [describeCommand(ran), errors],
          changes: { new: output },
          new_state: { name: args.name, ...output },
        };
      },
    }),
  },
});
