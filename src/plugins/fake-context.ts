/** A context for the tests of plugins: every service is either given or refuses. */
import type { ResourceContext } from '../contract/index.js';
import type { Clock, Files, Http, Processes, Random } from '../kernel/index.js';

/** A context in which only what `given` holds can be used. */
export function fakeContext(given: Partial<ResourceContext> = {}): ResourceContext {
  return {
    run: { name: 'cli', id: 'run-1' },
    test: false,
    signal: new AbortController().signal,
    clock: refusing<Clock>('clock'),
    random: refusing<Random>('random'),
    files: refusing<Files>('files'),
    processes: refusing<Processes>('processes'),
    http: refusing<Http>('http'),
    account: {},
    log: () => {},
    directory: '/project',
    cloud: () => Promise.reject(new Error('no cloud was given')),
    exec: () => Promise.reject(new Error('no exec functions were given')),
    tag: 'test_|-id_|-id_|-nop',
    oldState: null,
    meta: null,
    slsMeta: null,
    rerunData: undefined,
    extend: () => Promise.reject(new Error('the run cannot be extended')),
    token: 'token-1',
    born: () => {},
    ...given,
  };
}

function refusing<T extends object>(service: string): T {
  return new Proxy({} as T, {
    get(_target, member) {
      throw new Error(`${service}.${String(member)} was used and not given`);
    },
  });
}
