import { describe, expect, it } from 'vitest';
import { type OpenEventSink, ProviderError } from '../../contract/index.js';
import { fakeClock, fakeRandom } from '../../testing/index.js';
import { Delivery, type DeliveryLimits } from './delivery.js';

const never = new AbortController().signal;

function delivering(send: OpenEventSink['send'], limits: Partial<DeliveryLimits> = {}) {
  const clock = fakeClock();
  const delivery = new Delivery({ sink: { send }, clock, random: fakeRandom(), limits });
  return { clock, delivery };
}

const busy = (): ProviderError => new ProviderError('it answers 503', { class: 'transient' });

describe('events on their way', () => {
  it('go in order, many together, one batch at a time', async () => {
    const batches: (readonly string[])[] = [];
    let inside = 0;
    const { delivery } = delivering(
      async (lines) => {
        expect(++inside).toBe(1);
        await Promise.resolve();
        batches.push(lines);
        inside -= 1;
      },
      { batch: 10 },
    );
    for (const line of ['aaaa', 'bbbb', 'cccc', 'a line longer than a batch', 'd']) delivery.write(line);
    await Promise.resolve();
    delivery.write('e');
    expect(await delivery.close(never)).toEqual({ lost: 0 });
    expect(batches).toEqual([['aaaa', 'bbbb'], ['cccc'], ['a line longer than a batch'], ['d', 'e']]);
  });

  it('are sent again when that may help, and keep their order', async () => {
    const got: string[] = [];
    let attempts = 0;
    const { delivery } = delivering(async (lines) => {
      if (++attempts < 3) throw busy();
      got.push(...lines);
    });
    delivery.write('a');
    await Promise.resolve();
    delivery.write('b');
    expect(await delivery.close(never), 'what came through in the end is no problem').toEqual({ lost: 0 });
    expect(got).toEqual(['a', 'b']);
  });

  it.each([
    { name: 'an error that will not pass', error: new ProviderError('it answers 401', { class: 'auth' }), attempts: 1 },
    { name: 'an error of the plugin itself', error: new Error('boom'), attempts: 1 },
    { name: 'an error that does not pass', error: busy(), attempts: 5 },
  ])('are given up after $name', async ({ error, attempts }) => {
    let tried = 0;
    const { clock, delivery } = delivering(async () => {
      tried += 1;
      throw error;
    });
    delivery.write('a');
    delivery.write('b');
    await clock.sleep(60_000);
    expect(await delivery.close(never)).toEqual({ lost: 2, problem: error.message });
    delivery.write('c');
    expect(tried).toBe(attempts);
  });

  it('wait as long as they are asked to', async () => {
    const times: number[] = [];
    const { clock, delivery } = delivering(async () => {
      times.push(clock.monotonic());
      if (times.length === 1) throw new ProviderError('slower', { class: 'throttled', retryAfter: 9_000 });
    });
    delivery.write('a');
    await clock.sleep(60_000);
    await delivery.close(never);
    expect(times).toEqual([0, 9_000]);
  });

  it('do not hold up the end when nobody answers', async () => {
    const { clock, delivery } = delivering(() => new Promise(() => {}), { grace: 5_000 });
    delivery.write('a');
    expect(await delivery.close(never)).toEqual({ lost: 1, problem: 'it did not answer in time' });
    expect(clock.monotonic()).toBe(5_000);
  });

  it('do not hold up the end when it goes wrong again and again', async () => {
    const { clock, delivery } = delivering(async () => {
      throw busy();
    });
    delivery.write('a');
    expect(await delivery.close(never)).toEqual({ lost: 1, problem: 'it answers 503' });
    expect(clock.monotonic()).toBeLessThanOrEqual(2_100);
  });

  it('do not hold up who stops the command', async () => {
    const { clock, delivery } = delivering(() => new Promise(() => {}));
    const stop = new AbortController();
    delivery.write('a');
    const closed = delivery.close(stop.signal);
    stop.abort(new Error('stopped'));
    expect((await closed).lost).toBe(1);
    expect(clock.monotonic()).toBe(0);
  });

  it('do not fill the memory when the other side is slow', async () => {
    const got: string[] = [];
    const { delivery } = delivering(async (lines) => void got.push(...lines), { waiting: 10 });
    for (let at = 0; at < 20; at++) delivery.write(`${at % 10}`);
    expect(await delivery.close(never)).toEqual({ lost: 10, problem: 'it takes them too slowly' });
    expect(got).toHaveLength(10);
  });

  it('are told as not delivered when the end of a place fails', async () => {
    const sink: OpenEventSink = { send: async () => {}, close: () => Promise.reject(new Error('not flushed')) };
    const delivery = new Delivery({ sink, clock: fakeClock(), random: fakeRandom() });
    expect(await delivery.close(never)).toEqual({ lost: 0, problem: 'not flushed' });
  });
});
