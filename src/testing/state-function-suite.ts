/**
 * The conformance suite of imperative state functions: what `src/contract/state-functions.ts` obliges every definition to.
 *
 *     stateFunctionSuite({ describe, it, expect }, {
 *       name: 'trigger',
 *       fresh: async () => ({ definition: trigger }),
 *       calls: [{ fun: 'build', args: { triggers: [{ a: 1 }] }, twice: 'unchanged' }],
 *     });
 */
import type { StateFunctionsDefinition } from '../contract/index.js';
import type { CallResult, EngineServices } from '../engine/index.js';
import type { Ports } from '../kernel/index.js';
import { type ChunkRunner, chunkRunner } from './chunk-runner.js';
import type { TestApi } from './store-suite.js';

/** One world, used by one test. */
export interface StateFunctionWorld {
  readonly definition: StateFunctionsDefinition;
  readonly ports?: Partial<Ports>;
  readonly services?: Partial<EngineServices>;
  /** Everything the functions may write, as comparable data. */
  snapshot?(): unknown;
}

export interface StateFunctionCall {
  readonly fun: string;
  readonly name?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Outcome of the first call. Default: any but `failed`. */
  readonly once?: CallResult['outcome'];
  /** Outcome of the same call in a second run; left out for functions that act every time. */
  readonly twice?: CallResult['outcome'];
}

export interface StateFunctionCase {
  readonly name: string;
  fresh(): Promise<StateFunctionWorld>;
  readonly calls: readonly StateFunctionCall[];
}

/** Declares the tests of one plugin of state functions. */
export function stateFunctionSuite(api: TestApi, one: StateFunctionCase): void {
  const { describe, it, expect } = api;
  const start = async (): Promise<{ world: StateFunctionWorld; run: ChunkRunner }> => {
    const world = await one.fresh();
    const { ports, services } = world;
    return {
      world,
      run: chunkRunner(world.definition, {
        ...(ports === undefined ? {} : { ports }),
        ...(services === undefined ? {} : { services }),
      }),
    };
  };

  describe(`state functions ${one.name}`, () => {
    it('say what they do, and whether they write', async () => {
      const { definition } = (await start()).world;
      const incomplete = Object.entries(definition.functions).filter(
        ([, fun]) => fun.summary === '' || !['none', 'write'].includes(fun.effects),
      );
      expect(incomplete.map(([name]) => name)).toEqual([]);
    });

    it('refresh with whatever arguments the watching chunk has', async () => {
      const refresh = (await start()).world.definition.functions.mod_watch;
      expect(refresh === undefined || refresh.free === true).toEqual(true);
    });

    for (const call of one.calls) {
      const spec = {
        fun: call.fun,
        ...(call.name === undefined ? {} : { name: call.name }),
        ...(call.args === undefined ? {} : { args: call.args }),
      };

      it(`${call.fun} writes nothing in plan mode`, async () => {
        const { world, run } = await start();
        const before = await world.snapshot?.();
        const planned = await run.plan(spec);
        expect({
          failed: planned.outcome === 'failed' && call.once !== 'failed',
          diagnostics: planned.diagnostics,
        }).toEqual({ failed: false, diagnostics: [] });
        expect([run.state.frames.length, await world.snapshot?.()]).toEqual([0, before]);
      });

      it(`${call.fun} returns what its contract allows`, async () => {
        const { run } = await start();
        const result = await run.apply(spec);
        expect(result.diagnostics.filter((one) => one.code !== 'call/provider-failed')).toEqual([]);
        if (call.once === undefined) expect(result.outcome === 'failed' ? result.comment : []).toEqual([]);
        else expect(result.outcome).toEqual(call.once);
        if (call.twice !== undefined) expect((await run.next().apply(spec)).outcome).toEqual(call.twice);
        expect(run.next().state.openIntents()).toEqual([]);
      });
    }
  });
}
