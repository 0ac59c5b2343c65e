import { describe, expect, it } from 'vitest';
import { type EventSinkContext, isProviderError } from '../../contract/index.js';
import { type HttpRequest, type HttpResponse, secret } from '../../kernel/index.js';
import { fakeClock, fakeHttp, fakeRandom } from '../../testing/index.js';
import http from './http.js';

const signal = new AbortController().signal;

function context(answer: Partial<HttpResponse>, account: EventSinkContext['account'] = {}) {
  const web = fakeHttp(() => ({ status: 200, headers: {}, body: new Uint8Array(), ...answer }));
  const ctx: EventSinkContext = {
    http: web,
    clock: fakeClock({ start: 0 }),
    random: fakeRandom(),
    log: { write: () => {} },
    account,
    run: 'r1',
    signal,
  };
  return { ctx, requests: web.requests };
}

const headerOf = (request: HttpRequest | undefined, name: string) => request?.headers?.[name];

describe('events over HTTP', () => {
  it('go as lines, with a key that a repetition has again', async () => {
    const { ctx, requests } = context({});
    const sink = await http.open(ctx, 'host/x?y=1', 'https');
    await sink.send(['{"a":1}', '{"b":2}'], signal);
    await sink.send(['{"c":3}'], signal);
    expect(requests[0]).toMatchObject({ method: 'POST', url: 'https://host/x?y=1', body: '{"a":1}\n{"b":2}\n' });
    expect(headerOf(requests[0], 'content-type')).toBe('application/x-ndjson');
    expect(requests.map((request) => headerOf(request, 'idempotency-key'))).toEqual(['r1-1', 'r1-3']);
  });

  it.each([
    { name: 'a token', account: { token: secret('t0ken') }, want: 'Bearer t0ken' },
    { name: 'a user', account: { username: 'me', password: secret('pw') }, want: 'Basic bWU6cHc=' },
    { name: 'own headers', account: { headers: { Authorization: secret('Key 1') } }, want: 'Key 1' },
    { name: 'nothing', account: {}, want: undefined },
  ])('carry $name of the profile', async ({ account, want }) => {
    const { ctx, requests } = context({}, account);
    await (await http.open(ctx, 'host', 'http')).send(['{}'], signal);
    expect(headerOf(requests[0], 'authorization')).toBe(want);
  });

  it.each<{ status: number; headers: Record<string, string>; want: object }>([
    { status: 503, headers: {}, want: { class: 'transient' } },
    { status: 408, headers: {}, want: { class: 'transient' } },
    { status: 429, headers: { 'retry-after': '7' }, want: { class: 'throttled', retryAfter: 7000 } },
    {
      status: 503,
      headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:03 GMT' },
      want: { class: 'transient', retryAfter: 3000 },
    },
    { status: 503, headers: { 'retry-after': 'soon' }, want: { class: 'transient', retryAfter: undefined } },
    { status: 401, headers: {}, want: { class: 'auth' } },
    { status: 404, headers: {}, want: { class: 'invalid' } },
    { status: 302, headers: {}, want: { class: 'invalid' } },
  ])('say what a status of $status means', async ({ status, headers, want }) => {
    const sink = await http.open(context({ status, headers }).ctx, 'host', 'http');
    const error: unknown = await sink.send(['{}'], signal).catch((thrown: unknown) => thrown);
    expect(isProviderError(error)).toBe(true);
    expect(error).toMatchObject({ message: `it answers ${status}`, ...want });
  });

  it('say why it cannot be reached', async () => {
    const { ctx } = context({});
    const failing = {
      request: () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
    };
    const sink = await http.open({ ...ctx, http: failing }, 'host', 'http');
    await expect(sink.send(['{}'], signal)).rejects.toMatchObject({ class: 'unreachable', message: 'ECONNREFUSED' });
  });
});
