import {
  type Context,
  execFunction,
  execFunctions,
  field,
  ProviderError,
  type Simulation,
} from '../../../contract/index.js';
import { answer, done } from '../../cloud/exec-functions.js';
import { given } from '../../cloud/neutral-thing.js';

const settings = {
  latency: field.any({
    doc: 'Milliseconds a call takes, or a map from globs over operations (`instances.create`, `*.list`) to milliseconds.',
    example: { 'instances.create': 200 },
  }),
  throttle_every: field.integer({ doc: 'Every so many calls of a connection one is throttled. 0: off.', example: 10 }),
  throttle_rate: field.number({ doc: 'Calls a second a connection may make. 0: off.', example: 20 }),
  retry_after: field.integer({ doc: 'Milliseconds a throttled caller is asked to wait.', example: 1000 }),
  lag_ms: field.integer({ doc: 'Reads see the world as it was so many milliseconds ago.', example: 500 }),
  lag_reads: field.integer({ doc: 'A write shows only after so many reads of a connection.', example: 3 }),
  transition_ms: field.integer({ doc: 'Milliseconds an instance is PENDING or STOPPING.', example: 2000 }),
  quotas: field.record(field.integer(), {
    doc: 'How many things a collection may hold (`instances`, `storage_volumes`, …).',
    example: { instances: 20 },
  }),
  failures: field.list(field.record(field.any()), {
    doc:
      'Failures on purpose: `operation` (a glob), `effect` (`none`: before anything happened; `done`: it happened and the answer is ' +
      'lost), `every` (each so many calls, 1), `times` (how often, 1; null: for ever).',
    example: [{ operation: 'instances.create', effect: 'done', times: 1 }],
  }),
};

export default execFunctions({
  ref: 'cloud.mock',
  summary: 'Makes the built-in cloud misbehave, for every process that uses it.',
  functions: {
    settings: execFunction({
      summary: 'How the built-in cloud behaves now.',
      fields: {},
      effects: 'none',
      run: (ctx) => answer(async () => done(await (await simulationOf(ctx)).settings())),
    }),
    configure: execFunction({
      summary: 'Replaces the given settings and leaves the others.',
      fields: settings,
      effects: 'write',
      run: (ctx, args) => answer(async () => done(await (await simulationOf(ctx)).configure(given(args)))),
    }),
    reset: execFunction({
      summary: 'Back to the seed data and good behaviour. Everything that was made in the cloud is gone; ids go on.',
      fields: {},
      effects: 'write',
      run: (ctx) =>
        answer(async () => {
          await (await simulationOf(ctx)).reset();
          return done(null, 'The built-in cloud is as new');
        }),
    }),
  },
});

async function simulationOf(ctx: Context): Promise<Simulation> {
  const { simulation, driver } = await ctx.cloud();
  if (simulation !== undefined) return simulation;
  throw new ProviderError(`The driver '${driver}' is no simulation`, { class: 'unsupported' });
}
