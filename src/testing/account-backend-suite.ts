/**
 * The conformance suite of stores of credentials: what each of them owes the person whose secrets it holds. It gives what it holds in three levels,
 * the same each time; it writes nothing; what it says when something is wrong names no value.
 *
 * It takes the functions of a test runner that has `describe`, `it` and `expect` as vitest, jest and others know them.
 */
import type { AccountBackendContext, AccountBackendDefinition } from '../contract/index.js';
import { fakeHttp, fakeProcesses, memoryFiles } from './fake-ports.js';
import type { TestApi } from './store-suite.js';

export interface AccountBackendCase {
  readonly name: string;
  readonly backend: AccountBackendDefinition;
  /** What the store is opened with: a world in which `right` opens. Default: an empty one. */
  readonly context?: () => Partial<AccountBackendContext>;
  /** Options, with the data they give. At least one. */
  readonly right: readonly { readonly options: Readonly<Record<string, unknown>>; readonly gives: unknown }[];
  /** Options that cannot be opened, or whose store refuses. At least one. */
  readonly wrong: readonly {
    readonly reason: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly context?: () => Partial<AccountBackendContext>;
    /** What the message names. */
    readonly says: string;
  }[];
  /** Values in the worlds of the case that no message may hold. */
  readonly secrets: readonly string[];
}

/** Declares the tests of one store of credentials. */
export function accountBackendSuite(api: TestApi, one: AccountBackendCase): void {
  const { describe, it, expect } = api;
  const { backend } = one;
  const unlock = (options: Readonly<Record<string, unknown>>, context = one.context): Promise<unknown> =>
    Promise.resolve(backend.unlock({ ...emptyContext(), ...context?.() }, options as never));

  describe(`account backend ${one.name}`, () => {
    it('says what it is, and what each option means', async () => {
      expect([typeof backend.ref, typeof backend.summary, backend.summary.length > 0]).toEqual([
        'string',
        'string',
        true,
      ]);
      const undocumented = Object.entries(backend.fields).filter(([, field]) => (field.doc ?? '') === '');
      expect(undocumented.map(([name]) => name)).toEqual([]);
    });

    for (const { options, gives } of one.right) {
      it(`gives what it holds: ${Object.keys(options).join(', ')}`, async () => {
        expect(await unlock(options)).toEqual(gives);
      });

      it(`gives the same each time, also twice at once: ${Object.keys(options).join(', ')}`, async () => {
        const [first, second] = await Promise.all([unlock(options), unlock(options)]);
        expect(second).toEqual(first);
      });

      it(`takes options that its fields know: ${Object.keys(options).join(', ')}`, async () => {
        expect(Object.keys(options).filter((name) => !Object.hasOwn(backend.fields, name))).toEqual([]);
      });
    }

    for (const { reason, options, says, context } of one.wrong) {
      it(`says what is wrong, and shows no value: ${reason}`, async () => {
        const message = await unlock(options, context ?? one.context).then(
          () => 'nothing was thrown',
          (thrown: unknown) => (thrown instanceof Error ? thrown.message : 'what was thrown is no error'),
        );
        expect([message.includes(says), message]).toEqual([true, message]);
        expect(one.secrets.filter((value) => message.includes(value))).toEqual([]);
      });
    }
  });
}

function emptyContext(): AccountBackendContext {
  return {
    files: memoryFiles(),
    processes: fakeProcesses(),
    http: fakeHttp(),
    variable: () => undefined,
    openFile: (path) => Promise.reject(new Error(`there is no credentials file ${path}`)),
    directory: '/project',
    signal: new AbortController().signal,
    log: () => undefined,
  };
}
