import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../engine/index.js';
import { tagText } from '../../kernel/index.js';
import { fakeResult } from '../fake-result.js';
import { makeProgress } from '../progress/progress.js';
import { ProgressModel } from '../progress/progress-model.js';
import { Waiting } from '../progress/waiting.js';
import { painter } from '../style.js';
import { progressLines } from './progress.js';

const plain = painter(false);
const net = fakeResult({ state: 'cloud.network', fun: 'present', id: 'net' });
const web = fakeResult({ state: 'cloud.instance', fun: 'present', id: 'web' });

describe('progress', () => {
  it('says what runs and for how long, and what waits for what', () => {
    const model = new ProgressModel({ tracksEnded: true });
    model.take({ type: 'run-started', mode: 'apply', runtime: 'parallel', chunks: 3, operation: 'state' }, 0);
    model.take({ type: 'chunk-ended', result: fakeResult({ outcome: 'changed' }) }, 10);
    model.take({ type: 'step-started', tag: tagText(net.tag), step: 'apply', summary: '' }, 1000);
    model.take(
      { type: 'step-note', tag: tagText(net.tag), level: 'warn', message: 'throttled, next try in 2 s' },
      1500,
    );
    const waiting = new Waiting([{ waits: tagText(web.tag), on: tagText(net.tag), requisite: 'require' }]);
    expect(progressLines({ model, waiting, now: 4200, started: 0, columns: 100, rows: 24, paint: plain })).toEqual([
      '⠹ 1/3 done · 1 changed · 1 running  4.2 s',
      '  cloud.network.present net  3.2 s  throttled, next try in 2 s',
      '  cloud.instance web waits for cloud.network net (require)',
    ]);
  });

  it('keeps lines within the terminal', () => {
    const model = new ProgressModel({ tracksEnded: true });
    for (let at = 0; at < 30; at++)
      model.take({ type: 'step-started', tag: `s_|-${'x'.repeat(80)}${at}_|-n_|-f`, step: 'apply', summary: '' }, 0);
    const lines = progressLines({
      model,
      waiting: new Waiting(),
      now: 1,
      started: 0,
      columns: 40,
      rows: 10,
      paint: plain,
    });
    expect(lines.length).toBe(6);
    expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThan(40);
  });

  it('draws a region at a terminal, and takes it away at the end', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 80, rows: 24, write: (text: string) => void written.push(text) };
    let now = 0;
    let tick = (): void => {};
    const every = (_ms: number, call: () => void): (() => void) => {
      tick = call;
      return () => {};
    };
    const model = new ProgressModel({ tracksEnded: true });
    const progress = makeProgress({ model, stream, paint: plain, quiet: false, monotonic: () => now, every });
    const send = (event: RunEvent): void => {
      model.take(event, now);
      progress.event(event);
    };
    send({ type: 'run-started', mode: 'apply', runtime: 'parallel', chunks: 1, operation: 'state' });
    send({ type: 'step-started', tag: tagText(net.tag), step: 'apply', summary: '' });
    tick();
    expect(written).toEqual([]);
    now = 300;
    tick();
    expect(written.join('')).toContain('cloud.network.present net  0.30 s');
    send({ type: 'chunk-ended', result: { ...net, outcome: 'failed', comment: ['no'] } });
    expect(written.at(-1)).toContain('failed cloud.network.present net: no');
    progress.end();
    expect(written.at(-1)).toContain('\u001b[J');
  });

  it('writes nothing when quiet, and a line now and then without a terminal', () => {
    const written: string[] = [];
    const stream = {
      isTTY: false,
      columns: undefined,
      rows: undefined,
      write: (text: string) => void written.push(text),
    };
    let tick = (): void => {};
    const every = (_ms: number, call: () => void): (() => void) => {
      tick = call;
      return () => {};
    };
    const model = new ProgressModel({ tracksEnded: false });
    const quiet = makeProgress({ model, stream, paint: plain, quiet: true, monotonic: () => 0, every });
    quiet.event({ type: 'chunk-ended', result: { ...net, outcome: 'failed' } });
    expect(written).toEqual([]);
    const sparse = makeProgress({ model, stream, paint: plain, quiet: false, monotonic: () => 5000, every });
    const started: RunEvent = {
      type: 'run-started',
      mode: 'apply',
      runtime: 'parallel',
      chunks: 2,
      operation: 'state',
    };
    model.take(started, 0);
    sparse.event(started);
    tick();
    expect(written).toEqual(['0.00 s: 0/2 done, 0 running\n']);
  });
});
