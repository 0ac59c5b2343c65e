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
import { changesBetween, diagnosticsOf } from '../../kernel/index.js';

const fields = {
  path: field.string({ doc: 'The exec function. Default: the name.', example: 'test.ping' }),
  args: field.list(field.any(), { doc: 'Arguments by position.' }),
  kwargs: field.record(field.any(), { doc: 'Arguments by name.', example: { value: 'hello' } }),
};

const statefulFields = {
  resource_id: field.string({
    required: true,
    doc: 'Id of the thing, for the call and for the looks.',
    example: 'i-1',
  }),
  path: field.string({ required: true, doc: 'The exec function.', example: 'cloud.instance.reboot' }),
  args: field.list(field.any(), { doc: 'Arguments by position.' }),
  kwargs: field.record(field.any(), { doc: 'Arguments by name; those that `get_path` takes too are passed on to it.' }),
  get_path: field.string({
    doc: 'The exec function that looks at the thing. Default: `get` beside the function that is called.',
    example: 'cloud.instance.get',
  }),
  get_args: field.list(field.any(), { doc: 'Arguments of the look by position.' }),
  get_kwargs: field.record(field.any(), { doc: 'Arguments of the look by name.' }),
  esm_state_id: field.string({ doc: 'ID of the declaration that manages the thing. Default: the ID of this state.' }),
  esm_state_name: field.string({ doc: 'Name of that declaration. Default: its ID.' }),
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
      reconcile: { is_pending: ({ result, rerun_data: data }) => result !== true && asksAgain(data) },
      run: async (ctx, args) => stateOf(args, await call(ctx, args)),
      // A function that only reads is called in a plan as well, so that what binds to it is known.
      predict: (ctx, args) => unlessRefused(async () => stateOf(args, await call(ctx, args)), args),
    }),
    stateful: stateFunction({
      summary:
        'Calls an exec function between two looks at a thing, and tells the difference. The record of the declaration that manages the thing is brought up to date.',
      fields: statefulFields,
      effects: 'write',
      keeps: false,
      reconcile: { is_pending: ({ result, rerun_data: data }) => result !== true && asksAgain(data) },
      run: (ctx, args) => callStateful(ctx, args),
      async predict(ctx, args) {
        const wrong = await statefulProblem(ctx, args);
        if (wrong !== undefined) return { result: false, comment: wrong };
        return { result: null, comment: [commandLine(args), `Would call ${args.path}`] };
      },
    }),
  },
});

type Arguments = CallArguments<typeof fields>;

async function call(ctx: StateContext, args: Arguments): Promise<ExecReturn> {
  const path = args.path ?? args.name;
  const kwargs = args.kwargs ?? {};
  const positional = args.args ?? [];
  const named = await withOwn(ctx, path, { name: args.name }, kwargs, positional);
  return await ctx.exec(path, named, positional);
}

/** With values of the state itself, where the function wants them and nobody gave them. */
async function withOwn(
  ctx: StateContext,
  path: string,
  own: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  positional: readonly unknown[],
): Promise<Readonly<Record<string, unknown>>> {
  const wanted = Object.keys((await ctx.execFields?.(path)) ?? {}).slice(positional.length);
  const filled = Object.entries(own).filter(([name]) => wanted.includes(name) && given[name] === undefined);
  return { ...Object.fromEntries(filled), ...given };
}

async function unlessRefused(predict: () => Promise<StateReturn>, args: Arguments): Promise<StateReturn> {
  try {
    return await predict();
  } catch (thrown) {
    const refused = diagnosticsOf(thrown)?.some(({ code }) => code.endsWith('/write-refused')) === true;
    if (!refused) throw thrown;
    return { result: null, comment: [commandLine(args), `Would call ${args.path ?? args.name}`] };
  }
}

/** Empty data asks for nothing. */
function asksAgain(data: unknown): boolean {
  return typeof data === 'object' && data !== null ? Object.keys(data).length > 0 : Boolean(data);
}

type StatefulArguments = CallArguments<typeof statefulFields>;

const LOOKS = ['get', 'list'];

async function callStateful(ctx: StateContext, args: StatefulArguments): Promise<StateReturn> {
  const wrong = await statefulProblem(ctx, args);
  if (wrong !== undefined) return { result: false, comment: wrong };
  const before = await look(ctx, args);
  if (!before.result) return { result: false, comment: ['The thing cannot be read', ...linesOf(before.comment)] };
  const { path, resource_id } = args;
  const positional = args.args ?? [];
  const kwargs = args.kwargs ?? {};
  const fields = Object.keys((await ctx.execFields?.(path)) ?? {});
  const own = fields.includes('resource_id') ? { resource_id } : { name: resource_id };
  const done = await ctx.exec(path, await withOwn(ctx, path, own, kwargs, positional), positional);
  const comment = [commandLine(args), ...linesOf(done.comment)];
  const asks = done.rerun_data === undefined ? {} : { rerun_data: done.rerun_data };
  const oldState = mapOf(before.ret);
  if (!done.result || asksAgain(done.rerun_data))
    return { result: done.result, comment, old_state: oldState, new_state: oldState, ...asks };
  const after = await look(ctx, args);
  const newState = mapOf(after.ret);
  return {
    result: true,
    comment: after.result ? comment : [...comment, 'The thing cannot be read any more', ...linesOf(after.comment)],
    changes: changesBetween(oldState, newState),
    old_state: oldState,
    new_state: newState,
    recorded_as: recordOf(ctx, args),
  };
}

/** Why it cannot be called in this way. */
async function statefulProblem(ctx: StateContext, args: StatefulArguments): Promise<readonly string[] | undefined> {
  const fun = args.path.slice(args.path.lastIndexOf('.') + 1);
  const hint = 'use exec.run for this call';
  if (LOOKS.includes(fun)) return [`'${fun}' changes nothing: ${hint}`];
  const get = getPath(args);
  if (ctx.execFields !== undefined && (await ctx.execFields(get)) === undefined)
    return [`There is no exec function '${get}' to look with: give get_path, or ${hint}`];
  return undefined;
}

function getPath({ path, get_path: given }: StatefulArguments): string {
  return given ?? `${path.slice(0, path.lastIndexOf('.'))}.get`;
}

/** Reads the thing with the arguments that are given for it, else with those of the call that it takes. */
async function look(ctx: StateContext, args: StatefulArguments): Promise<ExecReturn> {
  const path = getPath(args);
  const wanted = Object.keys((await ctx.execFields?.(path)) ?? {});
  const shared = Object.entries(args.kwargs ?? {}).filter(([name]) => wanted.includes(name));
  const ownOnly = (args.get_args ?? args.get_kwargs ?? undefined) === undefined;
  const given = args.get_kwargs ?? (ownOnly ? Object.fromEntries(shared) : {});
  const positional = args.get_args ?? [];
  const { resource_id } = args;
  if (wanted.includes('resource_id')) return await ctx.exec(path, { ...given, resource_id }, positional);
  if (wanted.includes('name')) return await ctx.exec(path, { ...given, name: resource_id }, positional);
  return await ctx.exec(path, given, wanted.length > positional.length ? [...positional, resource_id] : positional);
}

/** The ESM tag of the declaration that manages the thing. */
function recordOf({ tag }: StateContext, args: StatefulArguments): string {
  const [, ownId = ''] = tag.split('_|-');
  const id = args.esm_state_id ?? ownId;
  return `${args.path.slice(0, args.path.lastIndexOf('.'))}_|-${id}_|-${args.esm_state_name ?? id}_|-`;
}

function mapOf(ret: unknown): Readonly<Record<string, unknown>> | null {
  if (ret === null || ret === undefined) return null;
  return isMap(ret) ? ret : { ret };
}

function linesOf(comment: ExecReturn['comment']): readonly string[] {
  return comment === undefined ? [] : typeof comment === 'string' ? [comment] : comment;
}

function stateOf(args: Arguments, { result, ret, comment, changes, rerun_data: data }: ExecReturn): StateReturn {
  const newState = mapOf(ret);
  return {
    result,
    comment: [commandLine(args), ...linesOf(comment)],
    changes: changes ?? (newState === null ? {} : { new: newState }),
    new_state: newState,
    ...(data === undefined ? {} : { rerun_data: data }),
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a person would type for the same call; secrets print as their mask. */
function commandLine({ name, path, args, kwargs }: Arguments | StatefulArguments): string {
  const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const quoted = (text: string): string => (/^[\w./:=@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const named = Object.entries(kwargs ?? {}).map(([key, value]) => quoted(`${key}=${word(value)}`));
  return ['holdfast exec', path ?? name, ...(args ?? []).map((value) => quoted(word(value))), ...named].join(' ');
}
