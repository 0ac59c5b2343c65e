/** States that change nothing in the world: for tests, for examples, and for joining requisites together. */
import { field, type StateReturn, stateFunction, stateFunctions } from '../../contract/index.js';
import { changesBetween } from '../../kernel/index.js';

const SUCCESS: StateReturn = Object.freeze({ result: true, comment: 'Success!' });
const UNDECIDED: StateReturn = Object.freeze({ result: null, comment: 'Success!' });
const FAILURE: StateReturn = Object.freeze({ result: false, comment: 'Failure!' });
const PRETENDED = Object.freeze({ testing: { old: 'Unchanged', new: 'Something pretended to change' } });
const PRETENDED_WITH_TESTS = Object.freeze({ ...PRETENDED, tests: [[{ new: 'new_test' }]] });

/** How long `unique_op` takes, in milliseconds. */
const UNIQUE_OP_TAKES = 2000;

const nop = stateFunction({
  summary: 'Does nothing, successfully.',
  fields: {},
  free: true,
  effects: 'none',
  run: (ctx) => (ctx.test ? UNDECIDED : SUCCESS),
});

const succeedWithoutChanges = stateFunction({
  summary: 'Succeeds without changes, in test mode too.',
  fields: {},
  free: true,
  effects: 'none',
  run: () => SUCCESS,
});

const configurable = stateFunction({
  summary: 'Changes and succeeds as it is told.',
  fields: {
    changes: field.any({
      doc: 'Whether it pretends to change something.',
      default: true,
      one_of: [true, false, 'Random'],
    }),
    result: field.any({ doc: 'Whether it succeeds.', default: true, one_of: [true, false, 'Random'] }),
    comment: field.string({ doc: 'The comment of the result.', default: '' }),
  },
  effects: 'none',
  run(ctx, args) {
    const decide = (wish: unknown): boolean =>
      wish === 'Random' ? ctx.random.fraction() < 0.5 : (wish ?? true) === true;
    const comment = args.comment ?? '';
    const changes = decide(args.changes) ? PRETENDED : {};
    if (!ctx.test) return { result: decide(args.result), changes, comment };
    return {
      result: args.changes === false ? true : null,
      changes,
      comment: comment === '' ? 'This is a test' : comment,
    };
  },
});

const present = stateFunction({
  summary: 'Returns the state it is given, as if it had been enforced.',
  fields: {
    new_state: field.record(field.any(), { doc: 'The state it returns as the new one.', example: { key: 'value' } }),
    old_state: field.record(field.any(), {
      doc: 'The state it returns as the old one. Without it, what was last enforced.',
    }),
    changes: field.record(field.any(), {
      doc: 'The changes it returns. Without them, the difference of the two states.',
    }),
    result: field.boolean({ doc: 'Whether it succeeds.', default: true }),
    force_save: field.boolean({ doc: 'Keeps the new state although the result is not true.', default: false }),
    resource_id: field.string({ doc: 'Taken for the sake of states that are given one, and not used.' }),
  },
  effects: 'none',
  run(ctx, args) {
    const oldState = args.old_state ?? ctx.oldState;
    const newState = args.new_state ?? null;
    return {
      result: args.result ?? true,
      changes: args.changes ?? changesBetween(oldState, newState),
      old_state: oldState,
      new_state: newState,
      ...(args.force_save === true ? { force_save: true } : {}),
    };
  },
});

const absent = stateFunction({
  summary: 'Returns what was last enforced as the old state, and nothing as the new one.',
  fields: {
    new_state: field.record(field.any(), { doc: 'The state it returns as the new one.' }),
    result: field.boolean({ doc: 'Whether it succeeds.', default: true }),
    resource_id: field.string({ doc: 'Taken for the sake of states that are given one, and not used.' }),
  },
  effects: 'none',
  run(ctx, args) {
    const newState = args.new_state ?? null;
    return {
      result: args.result ?? true,
      changes: changesBetween(ctx.oldState, newState),
      old_state: ctx.oldState,
      new_state: newState,
    };
  },
});

const presentResource = stateFunction({
  summary: 'Keeps whatever arguments it is given as a state, under an id of its own.',
  fields: { resource_id: field.string({ doc: 'Its id. Default: what was last enforced, else made of the name.' }) },
  free: true,
  effects: 'none',
  run(ctx, { name, ...given }) {
    const id = given.resource_id ?? ctx.oldState?.['resource_id'] ?? `${name}-id`;
    const newState = { ...ctx.oldState, ...given, name, resource_id: id };
    return {
      ...(ctx.test ? UNDECIDED : SUCCESS),
      changes: changesBetween(ctx.oldState, newState),
      old_state: ctx.oldState,
      new_state: newState,
    };
  },
});

const update = stateFunction({
  summary: 'Lays its parameters over what was last enforced. Its id is taken from there when it is not given.',
  fields: {
    resource_id: field.string({ required: true, doc: 'Id of what is updated.', example: 'a-id' }),
    parameters: field.record(field.any(), { doc: 'What is laid over it.', example: { size: 2 } }),
  },
  effects: 'none',
  run(ctx, { resource_id, parameters }) {
    const newState = { ...ctx.oldState, ...parameters, resource_id };
    return {
      ...(ctx.test ? UNDECIDED : SUCCESS),
      changes: changesBetween(ctx.oldState, newState),
      old_state: ctx.oldState,
      new_state: newState,
    };
  },
});

const parallelState = stateFunction({
  summary: 'Lets others run, and then tells with which tag it was called: its own, whatever ran meanwhile.',
  fields: {},
  free: true,
  effects: 'none',
  async run(ctx) {
    const before = ctx.tag;
    await ctx.clock.sleep(0, ctx.signal);
    return { result: ctx.tag === before, comment: ctx.tag, new_state: { tag: ctx.tag } };
  },
});

const definition = stateFunctions({
  ref: 'test',
  summary: 'States that change nothing in the world.',
  functions: {
    nop,
    anop: nop,
    succeed_without_changes: succeedWithoutChanges,
    none_without_changes: stateFunction({
      summary: 'Is undecided, without changes.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => UNDECIDED,
    }),
    fail_without_changes: stateFunction({
      summary: 'Fails without changes.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => FAILURE,
    }),
    succeed_with_changes: stateFunction({
      summary: 'Succeeds and pretends to have changed something.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => ({ ...SUCCESS, changes: PRETENDED_WITH_TESTS, new_state: PRETENDED_WITH_TESTS }),
    }),
    fail_with_changes: stateFunction({
      summary: 'Fails and pretends to have changed something.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => ({ ...FAILURE, changes: PRETENDED }),
    }),
    succeed_with_comment: stateFunction({
      summary: 'Succeeds with the comment it is given.',
      fields: { comment: field.any({ doc: 'One comment or a list of them.', required: true, example: 'as planned' }) },
      free: true,
      effects: 'none',
      run: (_ctx, args) => ({ result: true, comment: commentOf(args.comment) }),
    }),
    succeed_with_arg_bind: stateFunction({
      summary: 'Succeeds, and gives its parameters back as changes and as new state.',
      fields: { parameters: field.record(field.any(), { doc: 'What it gives back.', example: { key: 'value' } }) },
      effects: 'none',
      run: (_ctx, args) => ({
        ...SUCCESS,
        changes: { testing: args.parameters ?? null },
        new_state: { testing: args.parameters ?? null },
      }),
    }),
    configurable_test_state: configurable,
    treq: stateFunction({
      summary: 'Succeeds without changes, after every test.nop of the run.',
      fields: {},
      free: true,
      effects: 'none',
      requisites: { require: ['test.nop'] },
      run: () => SUCCESS,
    }),
    mod_watch: stateFunction({
      summary: 'What a watch refreshes with.',
      fields: {},
      free: true,
      effects: 'none',
      run: () => ({ result: true, changes: { watch: true }, comment: 'Watch ran!' }),
    }),
    update_low: stateFunction({
      summary: 'Adds a test.nop with the ID king_arthur to the run.',
      fields: {},
      free: true,
      effects: 'none',
      needs: ['run.extend'],
      async run(ctx) {
        await ctx.extend({ king_arthur: { 'test.nop': [{ name: 'totally_extra_alls' }] } });
        return SUCCESS;
      },
    }),
    unique_op: stateFunction({
      summary: 'Takes two seconds, and never runs twice at once.',
      fields: {},
      free: true,
      effects: 'none',
      unique: true,
      async run(ctx) {
        if (!ctx.test) await ctx.clock.sleep(UNIQUE_OP_TAKES, ctx.signal);
        return SUCCESS;
      },
    }),
    acct: stateFunction({
      summary: 'Gives the account profile it runs with as new state; fails without one.',
      fields: {},
      effects: 'none',
      keeps: false,
      run(ctx) {
        const found = Object.keys(ctx.account).length > 0;
        return { result: found, comment: found ? 'Success!' : 'There are no credentials', new_state: ctx.account };
      },
    }),
    present,
    present_resource: presentResource,
    absent,
    update,
    parallel_state: parallelState,
  },
  describes: 'calls',
  async *describe() {
    for (const [fun, { fields }] of Object.entries(definition.functions)) {
      const args: Record<string, unknown> = { name: fun };
      for (const [name, { default: value }] of Object.entries(fields)) args[name] = value ?? null;
      yield { id: `Description of test.${fun}`, fun, args };
    }
  },
});

export default definition;

function commentOf(given: unknown): string | readonly string[] {
  return Array.isArray(given) ? given.map(String) : String(given);
}
