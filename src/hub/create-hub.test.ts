import { describe, expect, it } from 'vitest';
import { execFunctions, resource, stateFunction, stateFunctions } from '../contract/index.js';
import { diagnosticsOf } from '../kernel/index.js';
import { createHub } from './create-hub.js';
import type { BuiltIn } from './hub.js';

const nop = stateFunction({ summary: 'Nothing.', fields: {}, effects: 'none', run: () => ({ result: true }) });
const plugin = (ref: string) => stateFunctions({ ref, summary: 'For tests.', functions: { nop } });
const builtIn = (ref: string, given: unknown = plugin(ref), folder: BuiltIn['folder'] = 'states'): BuiltIn => ({
  folder,
  ref,
  load: () => Promise.resolve({ default: given }),
});

async function refusal(given: unknown, folder: BuiltIn['folder'] = 'states') {
  const load = () => Promise.resolve({ default: given });
  const hub = createHub({ builtIns: [{ folder, ref: 'a.b', load }] });
  return hub.load(folder, 'a.b').then(
    () => undefined,
    (thrown: unknown) => diagnosticsOf(thrown)?.[0],
  );
}

describe('the hub over built-ins', () => {
  it('finds without loading, and loads once', async () => {
    let loads = 0;
    const load = () => {
      loads++;
      return Promise.resolve({ default: plugin('b.a') });
    };
    const hub = createHub({ builtIns: [{ folder: 'states', ref: 'b.a', load }, builtIn('a')] });
    expect(hub.refs('states')).toEqual(['a', 'b.a']);
    expect(hub.refs('exec')).toEqual([]);
    expect(hub.place('states', 'b.a')).toEqual({
      folder: 'states',
      ref: 'b.a',
      origin: 'built-in',
      file: 'src/plugins/states/b/a.ts',
    });
    expect(loads).toBe(0);
    const [first, second] = await Promise.all([hub.load('states', 'b.a'), hub.load('states', 'b.a')]);
    expect(first).toBe(second);
    expect(first?.kind).toBe('state-functions');
    expect(loads).toBe(1);
    expect(await hub.load('states', 'nowhere')).toBeUndefined();
  });

  it('refuses two plugins in one place, naming both files', () => {
    const hub = createHub({ builtIns: [builtIn('a'), { ...builtIn('a'), file: 'elsewhere.ts' }] });
    expect(() => hub.refs('states')).toThrow(/states a: src\/plugins\/states\/a\.ts and elsewhere\.ts/);
    expect(() => hub.place('states', 'a')).toThrow();
  });

  it.each([
    {
      name: 'no default export',
      reason: 'the module is something else',
      given: undefined,
      code: 'hub/not-a-plugin',
      says: /no default export/,
    },
    {
      name: 'unmarked',
      reason: 'a plain object was not passed through its constructor',
      given: { ref: 'a.b' },
      code: 'hub/not-a-plugin',
      says: /not marked/,
    },
    {
      name: 'of another kind',
      reason: 'an exec plugin is no state',
      given: execFunctions({ ref: 'a.b', summary: '', functions: {} }),
      code: 'hub/wrong-kind',
      says: /states\/ is for resource and state-functions/,
    },
    {
      name: 'another ref',
      reason: 'a copied file keeps the old ref',
      given: plugin('a.bb'),
      code: 'hub/wrong-ref',
      says: /'a\.bb', but its place makes it 'a\.b'/,
    },
    {
      name: 'a resource without observe',
      reason: 'it could not be used',
      given: resource({ ref: 'a.b', fields: {}, identity: {} } as never),
      code: 'hub/incomplete',
      says: /observe is missing; create is missing; remove is missing/,
    },
    {
      name: 'a function without effects',
      reason: 'test mode could not be kept',
      given: stateFunctions({
        ref: 'a.b',
        summary: '',
        functions: { f: { run: () => ({ result: true }), fields: {} } as never },
      }),
      code: 'hub/incomplete',
      says: /functions\.f\.effects/,
    },
  ])('refuses a plugin that is $name: $reason', async ({ given, code, says }) => {
    const found = await refusal(given);
    expect(found?.code).toBe(code);
    expect(found?.summary).toMatch(says);
    expect(found?.summary).toContain('src/plugins/states/a/b.ts');
    expect(found?.hints?.length).toBeGreaterThan(0);
  });

  it('names plugin, file and cause when a module cannot be evaluated', async () => {
    const load = () => Promise.reject(new TypeError('x is not a function'));
    const hub = createHub({ builtIns: [{ folder: 'exec', ref: 'a', load }] });
    const thrown = await hub.load('exec', 'a').catch((error: unknown) => error);
    expect(diagnosticsOf(thrown)?.[0]).toMatchObject({
      code: 'hub/load-failed',
      summary: 'exec a cannot be loaded from src/plugins/exec/a.ts: TypeError: x is not a function',
    });
    expect((thrown as Error).cause).toBeInstanceOf(TypeError);
  });
});
