/** What is said of the events of all runs. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field } from '../../src/contract/index.js';
import { Masker } from '../../src/kernel/index.js';
import { eventLines, eventSchema } from '../../src/operations/index.js';
import { fakeResource } from '../../src/testing/index.js';
import { runTree } from '../lifecycle/harness.js';
import { misorder } from './grammar.js';

interface Thing {
  readonly fun: string;
  readonly requisites: readonly { readonly kind: string; readonly on: number }[];
}

const FUNCTIONS = [
  'nop',
  'succeed_with_changes',
  'succeed_without_changes',
  'fail_without_changes',
  'configurable_test_state',
];
const KINDS = ['require', 'watch', 'onchanges', 'onfail', 'listen'];

const anyTree = fc.array(
  fc.record({
    fun: fc.constantFrom(...FUNCTIONS),
    requisites: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), on: fc.nat(11) }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Requisites point at what is written before, so there are no cycles. */
function text(things: readonly Thing[]): string {
  return things
    .map(({ fun, requisites }, at) => {
      const lines = KINDS.flatMap((kind) => {
        const targets = requisites.filter((one) => one.kind === kind && one.on < at).map(({ on }) => on);
        const named = [...new Set(targets)].map((on) => `        - test: t${on}\n`);
        return named.length === 0 ? [] : [`    - ${kind}:\n${named.join('')}`];
      });
      return `t${at}:\n  test.${fun}:${lines.length === 0 ? ' []\n' : `\n${lines.join('')}`}`;
    })
    .join('');
}

describe('of all runs', () => {
  it('events come in the order that is told, whatever the tree, its requisites, and how it is run', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyTree,
        fc.constantFrom('serial' as const, 'parallel' as const),
        fc.constantFrom('apply' as const, 'plan' as const),
        fc.nat(3),
        fc.boolean(),
        async (things, runtime, mode, batchSize, detail) => {
          const { events } = await runTree({ files: text(things), runtime, mode, batchSize, more: { detail } });
          expect(misorder(events)).toEqual([]);
          const at = (type: string, tag: string): number =>
            events.findIndex((event) =>
              event.type === 'chunk-ended'
                ? type === event.type && event.result.tag.id === tag
                : event.type === type && 'tag' in event && event.tag.split('_|-')[1] === tag,
            );
          for (const [number, { requisites }] of things.entries()) {
            for (const { kind, on } of requisites) {
              const began = at('step-started', `t${number}`);
              if (kind === 'listen' || on >= number || began === -1) continue;
              expect(at('chunk-ended', `t${on}`)).toBeLessThan(began);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('so they do when things are replaced, looked at beforehand, and removed', async () => {
    const anyThings = fc.uniqueArray(
      fc.record({ id: fc.nat(7), up: fc.option(fc.nat(6)), zone: fc.constantFrom('a', 'b'), prereq: fc.boolean() }),
      { selector: ({ id }) => id, maxLength: 6 },
    );
    const files = (things: typeof anyThings extends fc.Arbitrary<infer T> ? T : never): string => {
      const present = new Set(things.map(({ id }) => id));
      const entries = things.map(({ id, up, zone, prereq }) => {
        const bound = up !== null && up < id && present.has(up);
        const arguments_ = [`zone: ${zone}`, ...(bound ? [`up: \${land.thing:t${up}:resource_id}`] : [])];
        const before = prereq ? `b${id}:\n  test.nop:\n    - prereq:\n        - land.thing: t${id}\n` : '';
        return `t${id}:\n  land.thing.present:\n${arguments_.map((one) => `    - ${one}\n`).join('')}${before}`;
      });
      return `keep:\n  test.nop: []\n${entries.join('')}`;
    };
    await fc.assert(
      fc.asyncProperty(
        anyThings,
        anyThings,
        fc.constantFrom(undefined, 'create-first' as const),
        fc.constantFrom('apply' as const, 'plan' as const),
        async (before, after, replace, mode) => {
          const { definition } = fakeResource({
            ref: 'land.thing',
            fields: { zone: field.string({ immutable: true }), up: field.string({ immutable: true }) },
            ...(replace === undefined ? {} : { parts: { replace } }),
          });
          const plugins = [definition];
          const first = await runTree({ plugins, files: files(before) });
          expect(misorder(first.events)).toEqual([]);
          const enforced = first.enforced.reopen();
          const second = await runTree({ plugins, files: files(after), enforced, mode, more: { prune: true } });
          expect(misorder(second.events)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('each line is what the schema says, numbered without gaps, also when only some types are wanted', async () => {
    const fits = new Ajv2020({ allErrors: true }).compile(eventSchema());
    await fc.assert(
      fc.asyncProperty(anyTree, fc.boolean(), async (things, some) => {
        const { events } = await runTree({ files: text(things), more: { detail: true } });
        const line = eventLines({
          run: 'r',
          runName: 'cli',
          clock: { now: () => 0 },
          masker: new Masker(),
          ...(some ? { types: new Set(['chunk-ended', 'run-ended'] as const) } : {}),
        });
        const lines = events.map(line).filter((one) => one !== undefined);
        for (const [index, one] of lines.entries()) {
          const event = JSON.parse(one) as { readonly seq: number };
          expect(fits(event), JSON.stringify(fits.errors)).toBe(true);
          expect(event.seq).toBe(index + 1);
        }
        expect(lines.length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});
