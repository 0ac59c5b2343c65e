import { describe, expect, it } from 'vitest';
import type { Host, StopSignal } from './host.js';
import { listenForStop } from './stop-signals.js';

function fixture(inFlight: readonly string[] = []) {
  const said: string[] = [];
  const exits: number[] = [];
  let send: (signal: StopSignal) => void = () => {};
  let timer: (() => void) | undefined;
  const host = {
    onSignal(listener: (signal: StopSignal) => void) {
      send = listener;
      return () => {};
    },
    exitNow(code: number) {
      exits.push(code);
    },
  } as unknown as Host;
  const after = (_ms: number, call: () => void): (() => void) => {
    timer = call;
    return () => {};
  };
  const signals = listenForStop({ host, say: (text) => said.push(text), inFlight: () => inFlight, after });
  return { said, exits, signals, send: (signal: StopSignal) => send(signal), timer: () => timer?.() };
}

describe('stop signals', () => {
  it('stop at the first, abort at the second, end at the third', () => {
    const { signals, send, said, exits } = fixture(['cloud.network.present net']);
    send('SIGINT');
    expect(signals.stop.aborted).toBe(true);
    expect(signals.abort.aborted).toBe(false);
    expect(said).toEqual(['stopping: nothing new is started; waiting for cloud.network.present net; again to abort']);
    send('SIGINT');
    expect(signals.abort.aborted).toBe(true);
    expect(exits).toEqual([]);
    send('SIGINT');
    expect(exits).toEqual([130]);
  });

  it('end the process in time when aborting takes long, with the code of the first signal', () => {
    const { send, timer, exits, signals } = fixture();
    send('SIGTERM');
    send('SIGINT');
    timer();
    expect(exits).toEqual([143]);
    expect(signals.by()).toBe('SIGTERM');
  });
});
