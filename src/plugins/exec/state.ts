import { execFunction, execFunctions, field, ProviderError } from '../../contract/index.js';

export default execFunctions({
  ref: 'state',
  summary: 'States called by themselves.',
  functions: {
    run: execFunction({
      summary:
        'Calls one state function, and gives what it returned. Nothing is remembered of it, and nothing waits until it has settled.',
      fields: {
        path: field.string({
          required: true,
          doc: 'The state and its function; any further arguments are those of the function.',
          example: 'cloud.network.present',
        }),
        name: field.string({ doc: 'What the state is called. Default: the path.', example: 'net' }),
        test: field.boolean({ default: false, doc: 'Only say what would be done.', example: true }),
      },
      free: true,
      effects: 'write',
      async run(ctx, { path, name, test, ...args }) {
        if (ctx.state === undefined) {
          throw new ProviderError('A state cannot be called from within a run; declare it in the SLS file instead', {
            class: 'unsupported',
          });
        }
        const returned = await ctx.state(path, name ?? path, args, { test: test === true || ctx.test });
        const { result, comment } = returned;
        return { result: result !== false, ret: returned, comment };
      },
    }),
  },
});
