/** Exec functions as states. */
import {
  type CallArguments,
  type ExecReturn,
  field,
  type StateContext,
  type StateReturn,
  stateFunction,
  stateFunctions,
} from '../../contract/index.js';
import { diagnosticsOf } from '../../kernel/index.js';

const fields = {
  path: field.string({ doc: 'The exec function. Default: the name.', example: 'test.ping' }),
  args: field.list(field.any(), { doc: 'Arguments by position.' }),
  kwargs: field.record(field.any(), { doc: 'Arguments by name.', example: { value: 'hello' } }),
};

export default stateFunctions({
  ref: 'exec',
  summary: 'Exec functions as states, so that their results can be bound: `${exec:<id>:<path>}`.',
  functions: {
    run: stateFunction({
      summary: 'Calls an exec function. What it returns is the new state; a value that is no map is kept under `ret`.',
      fields,
      effects: 'write',
      keeps: false,
      run: async (ctx, args) => stateOf(args, await call(ctx, args)),
      // A function that only reads is called in a plan as well, so that what binds to it is known.
      async predict(ctx, args) {
        try {
          return stateOf(args, await call(ctx, args));
        } catch (thrown) {
          const refused = diagnosticsOf(thrown)?.some(({ code }) => code.endsWith('/write-refused')) === true;
          if (!refused) throw thrown;
          return { result: null, comment: [commandLine(args), `Would call ${args.path ?? args.name}`] };
        }
      },
    }),
  },
});

type Arguments = CallArguments<typeof fields>;

function call(ctx: StateContext, args: Arguments): Promise<ExecReturn> {
  return ctx.exec(args.path ?? args.name, args.kwargs ?? {}, args.args ?? []);
}

function stateOf(args: Arguments, { result, ret, comment }: ExecReturn): StateReturn {
  const notes = comment === undefined ? [] : typeof comment === 'string' ? [comment] : comment;
  const newState = ret === null || ret === undefined ? null : isMap(ret) ? ret : { ret };
  return {
    result,
    comment: [commandLine(args), ...notes],
    changes: newState === null ? {} : { new: newState },
    new_state: newState,
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a person would type for the same call; secrets print as their mask. */
function commandLine({ name, path, args, kwargs }: Arguments): string {
  const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const quoted = (text: string): string => (/^[\w./:=@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const named = Object.entries(kwargs ?? {}).map(([key, value]) => quoted(`${key}=${word(value)}`));
  return ['holdfast exec', path ?? name, ...(args ?? []).map((value) => quoted(word(value))), ...named].join(' ');
}
