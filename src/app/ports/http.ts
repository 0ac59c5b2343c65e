import type { Http } from '../../kernel/index.js';

/** HTTP through Node's own client. Redirects are followed; a status that is no success is an answer, not an error. */
export function nodeHttp(): Http {
  return {
    async request({ method = 'GET', url, headers, body, timeout, signal }) {
      const signals = [signal, timeout === undefined ? undefined : AbortSignal.timeout(timeout)];
      const response = await fetch(url, {
        method,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
        signal: AbortSignal.any(signals.filter((one) => one !== undefined)),
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
}
