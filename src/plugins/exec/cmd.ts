/** Commands. */
import { execFunction, execFunctions, field } from '../../contract/index.js';
import { commandFields, describeCommand, runCommand } from '../commands/run-command.js';

export default execFunctions({
  ref: 'cmd',
  summary: 'Commands.',
  functions: {
    run: execFunction({
      summary: 'Runs a command and gives stdout, stderr and retcode.',
      fields: {
        ...commandFields,
        cmd: field.any({
          required: true,
          doc: 'The command: text is run by a shell, a list is a program and its arguments.',
          example: 'systemctl is-active nginx',
        }),
        timeout: field.number({ doc: 'Seconds after which it is ended with all it started.' }),
      },
      effects: 'write',
      async run(ctx, args) {
        const limit = args.timeout === undefined || args.timeout === null ? {} : { timeout: args.timeout * 1000 };
        const ran = await runCommand(ctx, args, { cmd: args.cmd, ...limit });
        const ret = { stdout: ran.stdout, stderr: ran.stderr, retcode: ran.retcode };
        return { result: ran.success, ret, comment: describeCommand(ran) };
      },
    }),
  },
});
