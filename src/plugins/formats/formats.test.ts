import fc from 'fast-check';
import JSON5 from 'json5';
import { parse, stringify } from 'smol-toml';
import { expect, it } from 'vitest';
import { composeJson5 } from './compose-json5.js';
import { composeToml } from './compose-toml.js';

it('reads JSON5 as the json5 package does', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom(undefined, 1, '\t'),
      fc.constantFrom("'", '"'),
      (value, space, quote) => {
        const text = JSON5.stringify(value, { space: space ?? null, quote });
        const composed = composeJson5(text);
        expect(composed).toMatchObject({ ok: true });
        if (composed.ok) expect(asNumbers(composed.data)).toEqual(JSON5.parse(text));
      },
    ),
    { numRuns: 300 },
  );
});

it('refuses what the json5 package refuses', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 2 }),
      fc.nat(),
      fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'x', '/'),
      (value, seed, inserted) => {
        const whole = JSON5.stringify(value);
        const at = seed % (whole.length + 1);
        const text = whole.slice(0, at) + inserted + whole.slice(at + 1);
        const composed = composeJson5(text);
        const known = attempt(() => JSON5.parse<unknown>(text));
        // Keys that stand twice are refused here only.
        if (composed.ok || !composed.problem.summary.includes('stands twice')) expect(composed.ok).toBe(known.ok);
        if (composed.ok && known.ok) expect(asNumbers(composed.data)).toEqual(known.value);
      },
    ),
    { numRuns: 500 },
  );
});

it('gives every table and list of TOML as the smol-toml package does', () => {
  const key = fc.stringMatching(/^[a-z"'. ü]{1,6}$/);
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.1, max: 9.9 }),
  );
  const table = fc.letrec((tie) => ({
    table: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      tie('table'),
      fc.array(tie('table'), { maxLength: 3 }),
    ),
  })).table;
  fc.assert(
    fc.property(table, (value) => {
      const text = stringify(value);
      const composed = composeToml(text);
      expect(composed).toMatchObject({ ok: true });
      if (composed.ok) expect(composed.data).toEqual(parse(text));
    }),
    { numRuns: 300 },
  );
});

/** The json5 package rounds integers that a number cannot hold. */
function asNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asNumbers(inner)]));
}

function attempt<Value>(work: () => Value): { readonly ok: true; readonly value: Value } | { readonly ok: false } {
  try {
    return { ok: true, value: work() };
  } catch {
    return { ok: false };
  }
}
