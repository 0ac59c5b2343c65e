import { type EventSinkContext, eventSink, ProviderError } from '../../contract/index.js';
import { type HttpResponse, reveal } from '../../kernel/index.js';

/** Milliseconds for one request. */
const TIMEOUT = 10_000;

/**
 * Sends events to a URL as the lines of a POST request, one JSON object each. The account profile may hold `token`, `username` and `password`,
 * and `headers`. The header `idempotency-key` is the same when a batch is sent again.
 */
export default eventSink({
  ref: 'http',
  summary: 'Sends events to a URL, many in one POST request.',
  protocols: ['http', 'https'],
  open(ctx, location, protocol) {
    const url = `${protocol}://${location}`;
    if (!URL.canParse(url)) throw new Error('it is no URL');
    const headers = { 'content-type': 'application/x-ndjson', ...authorization(ctx), ...ownHeaders(ctx) };
    let sent = 0;
    return {
      async send(lines, signal) {
        const key = `${ctx.run}-${sent + 1}`;
        const response = await ctx.http
          .request({
            method: 'POST',
            url,
            headers: { ...headers, 'idempotency-key': key },
            body: `${lines.join('\n')}\n`,
            timeout: TIMEOUT,
            signal,
          })
          .catch((error: unknown) => {
            throw new ProviderError(reasonOf(error), { class: 'unreachable', cause: error });
          });
        if (response.status >= 300) throw refusal(response, ctx);
        sent += lines.length;
      },
    };
  },
});

function refusal({ status, headers }: HttpResponse, { clock }: EventSinkContext): ProviderError {
  const message = `it answers ${status}`;
  if (status === 401 || status === 403) return new ProviderError(message, { class: 'auth' });
  if (status < 500 && status !== 408 && status !== 425 && status !== 429)
    return new ProviderError(message, { class: 'invalid' });
  const retryAfter = waitAsked(headers['retry-after'], clock.now());
  return new ProviderError(message, {
    class: status === 429 ? 'throttled' : 'transient',
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** Milliseconds, out of seconds or a date. */
function waitAsked(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

function authorization({ account }: EventSinkContext): Readonly<Record<string, string>> {
  const [token, username, password] = ['token', 'username', 'password'].map((key) => reveal(account[key]));
  if (typeof token === 'string') return { authorization: `Bearer ${token}` };
  if (typeof username !== 'string') return {};
  const pair = `${username}:${typeof password === 'string' ? password : ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function ownHeaders({ account }: EventSinkContext): Readonly<Record<string, string>> {
  const headers = reveal(account['headers']);
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(reveal<unknown>(value))]),
  );
}

/** What `fetch` itself says is no more than that it failed. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  if (inner.name === 'TimeoutError') return 'it did not answer in time';
  return inner.message || String((inner as NodeJS.ErrnoException).code ?? inner.name);
}
