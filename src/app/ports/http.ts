import type { Http } from '../../kernel/index.js';

/** HTTP through Node's own client. Redirects are followed; a status that is no success is an answer, not an error. */
export function nodeHttp(): Http {
  return {
    async request({ method = 'GET', url, headers, body, timeout, signal }) {
      const stop = new AbortController();
      const passOn = (): void => stop.abort(signal?.reason);
      if (signal?.aborted === true) passOn();
      signal?.addEventListener('abort', passOn, { once: true });
      // Not `AbortSignal.timeout`: one that only `AbortSignal.any` refers to may be collected before it fires.
      const tooLong = (): void => stop.abort(new DOMException('the time is over', 'TimeoutError'));
      const timer = timeout === undefined ? undefined : setTimeout(tooLong, timeout);
      try {
        const response = await fetch(url, {
          method,
          ...(headers === undefined ? {} : { headers }),
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
          signal: stop.signal,
        });
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: new Uint8Array(await response.arrayBuffer()),
        };
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', passOn);
      }
    },
  };
}
