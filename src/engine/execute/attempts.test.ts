import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorClass, ProviderError } from '../../contract/index.js';
import { fakeClock, fakeRandom } from '../../testing/index.js';
import { EffectUnknown, type Relook, waitBefore, writePatiently } from './attempts.js';

const options = () => ({ clock: fakeClock(), random: fakeRandom(), signal: new AbortController().signal });

/** Fails with each error in turn, then succeeds; counts calls and looks. */
function play(errors: readonly Error[], relook: Relook<string>) {
  const left = [...errors];
  const counts = { writes: 0, looks: 0 };
  const done = writePatiently(
    async () => {
      counts.writes++;
      const error = left.shift();
      if (error !== undefined) throw error;
      return 'written';
    },
    async () => {
      counts.looks++;
      return relook;
    },
    options(),
  );
  return done.then(
    (value) => ({ value, ...counts }),
    (thrown: unknown) => ({ thrown, ...counts }),
  );
}

const failing = (kind: ErrorClass, effect: 'none' | 'unknown' = 'none') =>
  new ProviderError('no', { class: kind, effect });
const again: Relook<string> = { kind: 'again' };
const seen: Relook<string> = { kind: 'done', value: 'seen' };
const unclear: Relook<string> = { kind: 'unclear' };

describe('writePatiently', () => {
  it.each([
    {
      name: 'passing',
      reason: 'nothing happened yet',
      errors: [failing('transient')],
      relook: unclear,
      want: { value: 'written', writes: 2, looks: 0 },
    },
    {
      name: 'unknown, visible',
      reason: 'it did happen',
      errors: [failing('transient', 'unknown')],
      relook: seen,
      want: { value: 'seen', writes: 1, looks: 1 },
    },
    {
      name: 'unknown, not there',
      reason: 'it did not happen',
      errors: [failing('transient', 'unknown')],
      relook: again,
      want: { value: 'written', writes: 2, looks: 1 },
    },
    {
      name: 'unknown and final, visible',
      reason: 'the class says nothing about the effect',
      errors: [failing('invalid', 'unknown')],
      relook: seen,
      want: { value: 'seen', writes: 1, looks: 1 },
    },
    {
      name: 'conflict',
      reason: 'another may have done it',
      errors: [failing('conflict')],
      relook: seen,
      want: { value: 'seen', writes: 1, looks: 1 },
    },
    {
      name: 'conflict that passes',
      reason: 'one more try',
      errors: [failing('conflict')],
      relook: again,
      want: { value: 'written', writes: 2, looks: 1 },
    },
  ])('$name: $reason', async ({ errors, relook, want }) => {
    expect(await play(errors, relook)).toEqual(want);
  });

  it.each([
    { name: 'final', errors: [failing('auth')], relook: again, writes: 1, looks: 0 },
    { name: 'two conflicts', errors: [failing('conflict'), failing('conflict')], relook: again, writes: 2, looks: 1 },
    {
      name: 'no error of a provider, even when its effect is visible',
      errors: [new Error('bug')],
      relook: seen,
      writes: 1,
      looks: 1,
    },
    {
      name: 'never passing',
      errors: Array.from({ length: 9 }, () => failing('transient')),
      relook: again,
      writes: 5,
      looks: 0,
    },
  ])('throws what is $name', async ({ errors, relook, writes, looks }) => {
    expect(await play(errors, relook)).toEqual({ thrown: errors[writes - 1], writes, looks });
  });

  it('says when the effect cannot be found out', async () => {
    expect(await play([failing('transient', 'unknown')], unclear)).toMatchObject({
      thrown: expect.any(EffectUnknown),
      writes: 1,
    });
    expect(await play([new Error('bug')], unclear)).toMatchObject({ thrown: expect.any(EffectUnknown), writes: 1 });
  });
});

describe('waitBefore', () => {
  it('grows, stays bounded, and is never shorter than the provider asks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer(),
        (attempt, retryAfter, seed) => {
          const wait = waitBefore(
            attempt,
            new ProviderError('slow', { class: 'throttled', retryAfter }),
            fakeRandom(seed),
          );
          expect(wait).toBeGreaterThanOrEqual(Math.max(retryAfter, 250));
          expect(wait).toBeLessThanOrEqual(Math.max(retryAfter, 20_000));
        },
      ),
      { numRuns: 300 },
    );
  });
});
