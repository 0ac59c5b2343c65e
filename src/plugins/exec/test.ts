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

export default execFunctions({
  ref: 'test',
  summary: 'Functions that change nothing, for tests.',
  functions: { ping, aping: ping, fail, afail: fail, echo, aecho: echo },
});
