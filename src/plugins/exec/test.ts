/** Exec functions for tests. */
import { type ExecReturn, execFunction, execFunctions, field } from '../../contract/index.js';

const ping = execFunction({
  summary: 'Answers true.',
  fields: {},
  effects: 'none',
  run: (): ExecReturn => ({ result: true, ret: true }),
});

const fail = execFunction({
  summary: 'Fails by throwing.',
  fields: {},
  free: true,
  effects: 'none',
  run: () => {
    throw new Error('Expected failure');
  },
});

const echo = execFunction({
  summary: 'Gives back what it is given.',
  fields: { value: field.any({ required: true, doc: 'What it gives back.', example: 'hello' }) },
  effects: 'none',
  run: (_ctx, args): ExecReturn => ({ result: true, ret: args.value }),
});

const reconcileWithRerunData = execFunction({
  summary: 'Fails twice and asks to be called again, and then succeeds.',
  fields: {},
  effects: 'none',
  run(ctx): ExecReturn {
    const counted = (ctx.rerunData as { readonly execution_count?: unknown } | undefined)?.execution_count;
    const count = typeof counted === 'number' ? counted : 1;
    const again = count <= 2;
    return {
      result: !again,
      ret: { hello: 'world' },
      comment: 'test',
      rerun_data: { execution_count: again ? count + 1 : count },
    };
  },
});

const event = execFunction({
  summary: 'Gives back what it is given; the events of the call (`--events`) carry it.',
  fields: { body: field.any({ doc: 'What the event carries.', example: 'hello' }) },
  effects: 'none',
  run: (_ctx, { body }): ExecReturn => ({ result: true, ret: body ?? null }),
});

export default execFunctions({
  ref: 'test',
  summary: 'Functions that change nothing, for tests.',
  functions: {
    ping,
    aping: ping,
    fail,
    afail: fail,
    echo,
    aecho: echo,
    event,
    reconcile_with_rerun_data: reconcileWithRerunData,
  },
});
