/** What the engine says of a case: outcomes with run numbers, over the real plugins and a built-in cloud in memory. */
import { builtIns } from '../../src/app/built-ins.js';
import { memoryCloud } from '../../src/clouds/index.js';
import { stateFunction, stateFunctions } from '../../src/contract/index.js';
import { prepare, run } from '../../src/engine/index.js';
import { type BuiltIn, createHub } from '../../src/hub/index.js';
import { Masker, redact, tagText } from '../../src/kernel/index.js';
import type { LowState } from '../../src/sls/index.js';
import { fakePorts, memoryState } from '../../src/testing/index.js';
import type { EngineHook } from './run-case.js';

/** The old cases use states in nested folders. */
const nested: BuiltIn[] = ['nest.test', 'nest.again.test', 'nest.again.another.test'].map((ref) => ({
  folder: 'states',
  ref,
  load: () =>
    Promise.resolve({
      default: stateFunctions({
        ref,
        summary: 'Does nothing, some folders down.',
        functions: { nop: stateFunction({ summary: 'Does nothing.', fields: {}, free: true, effects: 'none', run: () => ({ result: true }) }) },
      }),
    }),
}));

function inputs(low: LowState) {
  const ports = fakePorts();
  const { cloud } = memoryCloud(ports);
  const services = {
    hub: createHub({ builtIns: [...builtIns, ...nested] }),
    ports,
    masker: new Masker(),
    account: () => Promise.resolve({}),
    cloud: () => Promise.resolve(cloud),
    directory: '/project',
  };
  return { low, services, enforced: memoryState() };
}

export const engineHook: EngineHook = {
  check: async (low) => (await prepare(inputs(low))).diagnostics,

  outcomes: async (low, runtime) => {
    const given = inputs(low);
    const prepared = await prepare(given);
    if (prepared.diagnostics.some((one) => one.severity === 'error')) {
      return { diagnostics: prepared.diagnostics.map(({ code, summary }) => `${code}: ${summary}`) };
    }
    const quiet = new AbortController().signal;
    const report = await run(prepared, {
      services: given.services,
      enforced: given.enforced,
      options: {
        runName: 'cli',
        runId: 'corpus',
        mode: 'apply',
        runtime,
        batchSize: 50,
        stop: quiet,
        abort: quiet,
        emit: () => undefined,
        project: 'corpus',
        entries: [],
      },
    });
    return {
      ...(report.diagnostics.length === 0 ? {} : { diagnostics: report.diagnostics.map(({ code, summary }) => `${code}: ${summary}`) }),
      results: report.results.map((one) => ({
        run: one.runNumber,
        tag: tagText(one.tag),
        outcome: one.outcome,
        result: one.result,
        comment: redact(one.comment),
        changes: redact(one.changes),
      })),
    };
  },
};
